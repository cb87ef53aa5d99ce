import type { Evictor, EvictorHost } from '../policy.js';
import { grown } from './slot-list.js';

const NONE = -1;
const MAX_COUNT = 0x7fffffff;

/**
 * Least frequently used with exact counts and no ageing: the victim has the lowest count, among equals the one that was
 * touched longest ago. All operations are O(1): entries of one count form a list, the lists form a list by count
 * (Shah, Mitra, Matani: An O(1) algorithm for implementing the LFU cache eviction scheme, 2010).
 */
export class LfuEvictor implements Evictor {
  readonly policy = 'lfu';
  #size = 0;
  // Per slot: neighbours in its bucket, and the bucket.
  #newer: Int32Array;
  #older: Int32Array;
  #bucket: Int32Array;
  // Per bucket: the count that its entries share, its ends, and the buckets with the next lower and higher count.
  #count: Int32Array;
  #first: Int32Array;
  #last: Int32Array;
  #lower: Int32Array;
  #higher: Int32Array;
  #lowest = NONE;
  #highest = NONE;
  #freeBucket = NONE;
  #buckets = 0;

  constructor({ slots }: EvictorHost) {
    this.#newer = new Int32Array(slots);
    this.#older = new Int32Array(slots);
    this.#bucket = new Int32Array(slots);
    this.#count = new Int32Array(slots);
    this.#first = new Int32Array(slots);
    this.#last = new Int32Array(slots);
    this.#lower = new Int32Array(slots);
    this.#higher = new Int32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  add(slot: number, frequency: number): void {
    let below = frequency === 1 ? NONE : this.#highest;
    while (below !== NONE && at(this.#count, below) > frequency) below = at(this.#lower, below);
    this.#place(slot, below, frequency);
    this.#size++;
  }

  touch(slot: number): void {
    const bucket = at(this.#bucket, slot);
    const count = at(this.#count, bucket);
    if (count === MAX_COUNT) return;
    const above = at(this.#higher, bucket);
    const joins = above !== NONE && at(this.#count, above) === count + 1;
    if (!joins && at(this.#first, bucket) === at(this.#last, bucket)) {
      // Alone in its bucket, and nobody to join: the bucket itself moves up.
      this.#count[bucket] = count + 1;
      return;
    }
    this.#unlink(slot, bucket);
    this.#place(slot, joins ? above : bucket, count + 1);
  }

  remove(slot: number): void {
    this.#unlink(slot, at(this.#bucket, slot));
    this.#size--;
  }

  evict(): number {
    if (this.#lowest === NONE) return NONE;
    const slot = at(this.#last, this.#lowest);
    this.remove(slot);
    return slot;
  }

  frequency(slot: number): number {
    return at(this.#count, at(this.#bucket, slot));
  }

  forEach(visit: (slot: number) => void): void {
    for (let bucket = this.#lowest; bucket !== NONE; bucket = at(this.#higher, bucket)) {
      let slot = at(this.#last, bucket);
      while (slot !== NONE) {
        const newer = at(this.#newer, slot);
        visit(slot);
        slot = newer;
      }
    }
  }

  grow(slots: number): void {
    this.#newer = grown(this.#newer, slots);
    this.#older = grown(this.#older, slots);
    this.#bucket = grown(this.#bucket, slots);
    this.#count = grown(this.#count, slots);
    this.#first = grown(this.#first, slots);
    this.#last = grown(this.#last, slots);
    this.#lower = grown(this.#lower, slots);
    this.#higher = grown(this.#higher, slots);
  }

  setCapacity(): void {
    // Counts do not depend on the capacity.
  }

  /** Puts a slot at the fresh end of the bucket for `count`, which is `below` itself or comes right above it. */
  #place(slot: number, below: number, count: number): void {
    let bucket = below;
    if (below === NONE && this.#lowest !== NONE && at(this.#count, this.#lowest) === count) bucket = this.#lowest;
    else if (below === NONE || at(this.#count, below) !== count) bucket = this.#open(below, count);
    const first = at(this.#first, bucket);
    this.#bucket[slot] = bucket;
    this.#newer[slot] = NONE;
    this.#older[slot] = first;
    if (first === NONE) this.#last[bucket] = slot;
    else this.#newer[first] = slot;
    this.#first[bucket] = slot;
  }

  #unlink(slot: number, bucket: number): void {
    const newer = at(this.#newer, slot);
    const older = at(this.#older, slot);
    if (newer === NONE) this.#first[bucket] = older;
    else this.#older[newer] = older;
    if (older === NONE) this.#last[bucket] = newer;
    else this.#newer[older] = newer;
    if (at(this.#first, bucket) === NONE) this.#release(bucket);
  }

  #open(below: number, count: number): number {
    let bucket = this.#freeBucket;
    if (bucket === NONE) bucket = this.#buckets++;
    else this.#freeBucket = at(this.#higher, bucket);
    const above = below === NONE ? this.#lowest : at(this.#higher, below);
    this.#count[bucket] = count;
    this.#first[bucket] = NONE;
    this.#last[bucket] = NONE;
    this.#lower[bucket] = below;
    this.#higher[bucket] = above;
    if (below === NONE) this.#lowest = bucket;
    else this.#higher[below] = bucket;
    if (above === NONE) this.#highest = bucket;
    else this.#lower[above] = bucket;
    return bucket;
  }

  #release(bucket: number): void {
    const lower = at(this.#lower, bucket);
    const higher = at(this.#higher, bucket);
    if (lower === NONE) this.#lowest = higher;
    else this.#higher[lower] = higher;
    if (higher === NONE) this.#highest = lower;
    else this.#lower[higher] = lower;
    this.#higher[bucket] = this.#freeBucket;
    this.#freeBucket = bucket;
  }
}

const at = (array: Int32Array, index: number): number => array[index] ?? NONE;
