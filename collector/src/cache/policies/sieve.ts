import type { Evictor, EvictorHost } from '../policy.js';
import { LAYOUT, type Records } from '../records.js';
import { SlotList } from './slot-list.js';

const { NONE, RECORD_SHIFT, STATE } = LAYOUT;

const UNVISITED = 0;
const VISITED = 1;

/**
 * SIEVE (Zhang et al., NSDI 2024): a hit sets a mark and moves nothing. The hand goes from the oldest to the newest, takes
 * marks away, and evicts the first entry without one; there it rests, so new entries are looked at soon, old ones with a
 * mark later.
 */
export class SieveEvictor implements Evictor {
  readonly policy = 'sieve';
  readonly usesHashes = false;
  readonly hitsUpTo = VISITED;
  readonly #records: Records;
  readonly #list: SlotList;
  #hand = NONE;

  constructor(host: EvictorHost) {
    this.#records = host.records;
    this.#list = new SlotList(host.records);
  }

  get size(): number {
    return this.#list.size;
  }

  add(slot: number, frequency: number): void {
    this.#records.words[(slot << RECORD_SHIFT) | STATE] = frequency > 1 ? VISITED : UNVISITED;
    this.#list.addNewest(slot);
  }

  touch(slot: number): void {
    this.#records.words[(slot << RECORD_SHIFT) | STATE] = VISITED;
  }

  remove(slot: number): void {
    if (slot === this.#hand) this.#hand = this.#list.newerOf(slot);
    this.#list.remove(slot);
  }

  evict(): number {
    const list = this.#list;
    const { words } = this.#records;
    let slot = this.#hand === NONE ? list.oldest : this.#hand;
    if (slot === NONE) return NONE;
    while (words[(slot << RECORD_SHIFT) | STATE] === VISITED) {
      words[(slot << RECORD_SHIFT) | STATE] = UNVISITED;
      const newer = list.newerOf(slot);
      slot = newer === NONE ? list.oldest : newer;
    }
    this.#hand = list.newerOf(slot);
    list.remove(slot);
    return slot;
  }

  frequency(slot: number): number {
    return this.#records.words[(slot << RECORD_SHIFT) | STATE] === VISITED ? 2 : 1;
  }

  forEach(visit: (slot: number) => void): void {
    this.#list.forEach(visit);
  }

  setCapacity(): void {
    // One list: nothing to divide.
  }

  missed(): void {
    // Only what is stored counts.
  }
}
