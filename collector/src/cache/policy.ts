import type { EvictionPolicy } from '../contract/index.js';

/**
 * Decides which entry leaves when room is needed. Entries are slots (small integers) of the cache's arrays, so that nothing
 * is allocated per look-up. The cache evicts first and adds then; an entry stands in exactly one evictor.
 */
export interface Evictor {
  readonly policy: EvictionPolicy;
  readonly size: number;
  /** A slot was filled. `frequency` is 1 for a new entry, and what `frequency(slot)` said when contents move. */
  add(slot: number, frequency: number): void;
  /** A slot was read or overwritten. */
  touch(slot: number): void;
  /** A slot was emptied for another reason than eviction. */
  remove(slot: number): void;
  /** Chooses a victim and forgets it; −1 when there is none. */
  evict(): number;
  /** Uses counted so far; 1 where the policy does not count. */
  frequency(slot: number): number;
  /** Visits every slot, the first victim first. The evictor must not change meanwhile. */
  forEach(visit: (slot: number) => void): void;
  /** The cache's arrays now hold `slots` slots. */
  grow(slots: number): void;
  /** The entries that it shares room among changed; policies with inner queues divide it anew. */
  setCapacity(entries: number): void;
  /** A key that is not stored was asked for; for policies that count every request. */
  missed?(hash: number): void;
}

/** What an evictor may know of the cache around it. */
export interface EvictorHost {
  readonly slots: number;
  readonly capacity: number;
  /** Hash of the key in a slot; for policies that remember keys after they left. */
  hashOf(slot: number): number;
}

export type EvictorFactory = (host: EvictorHost) => Evictor;
