import type { Evictor, EvictorHost } from '../policy.js';
import { SlotList } from './slot-list.js';

/** Least recently used: the victim is the entry that was touched longest ago. */
export class LruEvictor implements Evictor {
  readonly policy = 'lru';
  readonly usesHashes = false;
  readonly hitsUpTo = -1;
  readonly #list: SlotList;

  constructor(host: EvictorHost) {
    this.#list = new SlotList(host.records);
  }

  get size(): number {
    return this.#list.size;
  }

  add(slot: number): void {
    this.#list.addNewest(slot);
  }

  touch(slot: number): void {
    this.#list.moveNewest(slot);
  }

  remove(slot: number): void {
    this.#list.remove(slot);
  }

  evict(): number {
    return this.#list.removeOldest();
  }

  frequency(): number {
    return 1;
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
