import type { EvictionPolicy } from '../contract/index.js';
import type { Records } from './records.js';

/**
 * Decides which entry leaves when room is needed. Entries are slots (small integers); what a policy notes about one stands
 * in the slot's record (`NEWER`, `OLDER`, `STATE`), so that nothing is allocated per look-up and a look-up that has read the
 * record waits for nothing else. The cache evicts first and adds then; an entry stands in exactly one evictor.
 */
export interface Evictor {
  readonly policy: EvictionPolicy;
  readonly size: number;
  /** Whether it reads the hashes of records, and wants to be told of misses. */
  readonly usesHashes: boolean;
  /**
   * What a hit does: it adds 1 to the low bits of `STATE` until they have this value, 2ⁿ − 1, and nothing else. The cache does
   * so itself, which spares a call; −1: it calls `touch`.
   */
  readonly hitsUpTo: number;
  /** A slot was filled. `frequency` is 1 for a new entry, and what `frequency(slot)` said when contents move. */
  add(slot: number, frequency: number): void;
  /** A slot was read or overwritten. */
  touch(slot: number): void;
  /** A slot is about to be emptied for another reason than eviction. */
  remove(slot: number): void;
  /** Chooses a victim and forgets it; −1 when there is none. */
  evict(): number;
  /** Uses counted so far, as far as the policy counts; at least 1. */
  frequency(slot: number): number;
  /** Visits every slot, the first victim first. `visit` may add the slot it is given to another evictor. */
  forEach(visit: (slot: number) => void): void;
  /** The entries that it shares room among changed; policies with inner queues divide it anew. */
  setCapacity(entries: number): void;
  /** A key that is not stored was asked for, or is stored without having been asked for; for those who count requests. */
  missed(hash: number): void;
}

/** What an evictor may know of the cache around it. */
export interface EvictorHost {
  readonly records: Records;
  readonly capacity: number;
}

export type EvictorFactory = (host: EvictorHost) => Evictor;
