import type { Evictor, EvictorHost } from '../policy.js';
import { SlotList } from './slot-list.js';

/** First in, first out: the victim is the entry that was added longest ago; a hit changes nothing. */
export class FifoEvictor implements Evictor {
  readonly policy = 'fifo';
  readonly usesHashes = false;
  readonly hitsUpTo = 0;
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

  touch(): void {
    // A hit changes nothing.
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
