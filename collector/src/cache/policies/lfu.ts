import type { Evictor, EvictorHost } from '../policy.js';
import { LAYOUT, type Records } from '../records.js';

const { NEWER, NONE, OLDER, RECORD_SHIFT, STATE } = LAYOUT;

const MAX_COUNT = 0x7fffffff;
const FIRST_BUCKETS = 64;

/**
 * Least frequently used with exact counts and no ageing: the victim has the lowest count, among equals the one that was
 * touched longest ago. All operations are O(1): entries of one count form a list, the lists form a list by count
 * (Shah, Mitra, Matani: An O(1) algorithm for implementing the LFU cache eviction scheme, 2010). State: the bucket.
 */
export class LfuEvictor implements Evictor {
  readonly policy = 'lfu';
  readonly usesHashes = false;
  readonly hitsUpTo = -1;
  readonly #records: Records;
  #size = 0;
  // Per bucket: the count that its entries share, its ends, and the buckets with the next lower and higher count.
  #count = new Int32Array(FIRST_BUCKETS);
  #first = new Int32Array(FIRST_BUCKETS);
  #last = new Int32Array(FIRST_BUCKETS);
  #lower = new Int32Array(FIRST_BUCKETS);
  #higher = new Int32Array(FIRST_BUCKETS);
  #lowest = NONE;
  #highest = NONE;
  #freeBucket = NONE;
  #buckets = 0;

  constructor(host: EvictorHost) {
    this.#records = host.records;
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
    const bucket = this.#word(slot, STATE);
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
    this.#unlink(slot, this.#word(slot, STATE));
    this.#size--;
  }

  evict(): number {
    if (this.#lowest === NONE) return NONE;
    const slot = at(this.#last, this.#lowest);
    this.remove(slot);
    return slot;
  }

  frequency(slot: number): number {
    return at(this.#count, this.#word(slot, STATE));
  }

  forEach(visit: (slot: number) => void): void {
    for (let bucket = this.#lowest; bucket !== NONE; bucket = at(this.#higher, bucket)) {
      let slot = at(this.#last, bucket);
      while (slot !== NONE) {
        const newer = this.#word(slot, NEWER);
        visit(slot);
        slot = newer;
      }
    }
  }

  setCapacity(): void {
    // Counts do not depend on the capacity.
  }

  missed(): void {
    // Only what is stored counts.
  }

  /** Puts a slot at the fresh end of the bucket for `count`, which is `below` itself or comes right above it. */
  #place(slot: number, below: number, count: number): void {
    let bucket = below;
    if (below === NONE && this.#lowest !== NONE && at(this.#count, this.#lowest) === count) bucket = this.#lowest;
    else if (below === NONE || at(this.#count, below) !== count) bucket = this.#open(below, count);
    const first = at(this.#first, bucket);
    const { words } = this.#records;
    const record = slot << RECORD_SHIFT;
    words[record | STATE] = bucket;
    words[record | NEWER] = NONE;
    words[record | OLDER] = first;
    if (first === NONE) this.#last[bucket] = slot;
    else words[(first << RECORD_SHIFT) | NEWER] = slot;
    this.#first[bucket] = slot;
  }

  #unlink(slot: number, bucket: number): void {
    const newer = this.#word(slot, NEWER);
    const older = this.#word(slot, OLDER);
    if (newer === NONE) this.#first[bucket] = older;
    else this.#records.words[(newer << RECORD_SHIFT) | OLDER] = older;
    if (older === NONE) this.#last[bucket] = newer;
    else this.#records.words[(older << RECORD_SHIFT) | NEWER] = newer;
    if (at(this.#first, bucket) === NONE) this.#release(bucket);
  }

  #open(below: number, count: number): number {
    let bucket = this.#freeBucket;
    if (bucket === NONE) bucket = this.#newBucket();
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

  #newBucket(): number {
    if (this.#buckets === this.#count.length) {
      const length = this.#buckets * 2;
      this.#count = grown(this.#count, length);
      this.#first = grown(this.#first, length);
      this.#last = grown(this.#last, length);
      this.#lower = grown(this.#lower, length);
      this.#higher = grown(this.#higher, length);
    }
    return this.#buckets++;
  }

  #word(slot: number, word: number): number {
    return this.#records.words[(slot << RECORD_SHIFT) | word] ?? NONE;
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

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(array);
  return next;
}
