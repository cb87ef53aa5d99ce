import type { Evictor, EvictorHost } from '../policy.js';
import { LAYOUT, type Records } from '../records.js';
import { DepartedKeys } from './departed-keys.js';
import { SlotList } from './slot-list.js';

const { NONE, RECORD_SHIFT, STATE } = LAYOUT;

const SMALL_SHARE = 0.1;
const GHOST_SHARE = 0.9;
const MAX_FREQUENCY = 3;
/** Hits within the small queue that earn a place in the main one. */
const PROMOTION = 2;

/** What an entry of the main queue has been used at the least. */
const USED = 2;

/** State: the frequency in the low bits, and this where the slot stands in the main queue. */
const IN_MAIN = 4;
const FREQUENCY = 3;

/**
 * S3-FIFO (Yang et al., SOSP 2023): new entries go through a small queue, which most leave at once; what is used again there,
 * or comes back soon after it left, goes to the main queue, where a used entry gets another round.
 */
export class S3FifoEvictor implements Evictor {
  readonly policy = 's3-fifo';
  readonly usesHashes = true;
  readonly hitsUpTo = MAX_FREQUENCY;
  readonly #records: Records;
  readonly #small: SlotList;
  readonly #main: SlotList;
  readonly #ghost: DepartedKeys;
  #mainEntries: number;

  constructor(host: EvictorHost) {
    this.#records = host.records;
    this.#small = new SlotList(host.records);
    this.#main = new SlotList(host.records);
    this.#ghost = new DepartedKeys(ghostEntries(host.capacity));
    this.#mainEntries = mainEntries(host.capacity);
  }

  get size(): number {
    return this.#small.size + this.#main.size;
  }

  add(slot: number, frequency: number): void {
    if (frequency > 1 || this.#ghost.take(this.#records.hashOf(slot))) {
      this.#setState(slot, Math.min(Math.max(0, frequency - USED), MAX_FREQUENCY) | IN_MAIN);
      this.#main.addNewest(slot);
    } else {
      this.#setState(slot, 0);
      this.#small.addNewest(slot);
    }
  }

  touch(slot: number): void {
    const { words } = this.#records;
    const state = words[(slot << RECORD_SHIFT) | STATE] ?? 0;
    if ((state & FREQUENCY) < MAX_FREQUENCY) words[(slot << RECORD_SHIFT) | STATE] = state + 1;
  }

  remove(slot: number): void {
    if ((this.#state(slot) & IN_MAIN) === 0) this.#small.remove(slot);
    else this.#main.remove(slot);
  }

  evict(): number {
    for (;;) {
      const fromMain = this.#main.size > this.#mainEntries || this.#small.size === 0;
      const slot = fromMain ? this.#main.removeOldest() : this.#small.removeOldest();
      if (slot === NONE) return NONE;
      const frequency = this.#state(slot) & FREQUENCY;
      if (fromMain) {
        if (frequency === 0) return slot;
        this.#setState(slot, (frequency - 1) | IN_MAIN);
        this.#main.addNewest(slot);
      } else if (frequency >= PROMOTION) {
        this.#setState(slot, IN_MAIN);
        this.#main.addNewest(slot);
      } else {
        this.#ghost.add(this.#records.hashOf(slot));
        return slot;
      }
    }
  }

  frequency(slot: number): number {
    const state = this.#state(slot);
    return (state & FREQUENCY) + ((state & IN_MAIN) === 0 ? 1 : USED);
  }

  forEach(visit: (slot: number) => void): void {
    this.#small.forEach(visit);
    this.#main.forEach(visit);
  }

  setCapacity(entries: number): void {
    this.#mainEntries = mainEntries(entries);
    this.#ghost.setLimit(ghostEntries(entries));
  }

  missed(): void {
    // A key that left is found by its hash when it comes back.
  }

  #state(slot: number): number {
    return this.#records.words[(slot << RECORD_SHIFT) | STATE] ?? 0;
  }

  #setState(slot: number, state: number): void {
    this.#records.words[(slot << RECORD_SHIFT) | STATE] = state;
  }
}

/** A small queue that rounds to nothing would admit nothing. */
const mainEntries = (capacity: number): number => capacity - Math.max(1, Math.floor(capacity * SMALL_SHARE));
const ghostEntries = (capacity: number): number => Math.max(1, Math.floor(capacity * GHOST_SHARE));
