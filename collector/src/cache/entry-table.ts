import type { CacheKey } from './key-hash.js';
import { BYTES, HASH, NEXT, NONE, RECORD_SHIFT, Records } from './records.js';

/** Words of a bucket: its first slot, and the hash of a key that left, with what is remembered of it. */
const BUCKET_WORDS = 3;
const HEAD = 0;
const DEPARTED = 1;
const MEMO = 2;
const NOBODY = 0;
/** Small caches remember more departures than they hold entries: what they lack is seen best there. */
const MIN_BUCKETS = 4096;

/**
 * Keys, values and their hash index; an entry is a slot. A table of its own and not a Map: the hash of every key is at hand
 * for those who sample, count and divide by it, a key is looked up once, and nothing is allocated when keys come and go.
 * Each bucket also remembers the last key that left it, which costs no access to memory beyond those of the look-up itself;
 * what is remembered of a key that is stored again does no harm, since it is asked for on a miss only.
 */
export class EntryTable<K extends CacheKey, Stored> {
  readonly records: Records;
  /** Key and value by turns, so that they share a cache line. */
  #pairs: (K | Stored | undefined)[];
  #buckets: Int32Array;
  #mask: number;
  #free = NONE;
  #used = 0;
  #size = 0;

  constructor(slots: number) {
    this.records = new Records(slots);
    this.#pairs = emptyPairs(slots);
    this.#buckets = emptyBuckets(slots);
    this.#mask = this.#buckets.length / BUCKET_WORDS - 1;
  }

  get size(): number {
    return this.#size;
  }

  get length(): number {
    return this.records.length;
  }

  /** Slots ever used: every entry is below. */
  get used(): number {
    return this.#used;
  }

  /** Whether `take` needs `grow` first. */
  get full(): boolean {
    return this.#free === NONE && this.#used === this.length;
  }

  find(key: K, hash: number): number {
    const { words } = this.records;
    const pairs = this.#pairs;
    let slot = this.#buckets[(hash & this.#mask) * BUCKET_WORDS] ?? NONE;
    while (slot !== NONE) {
      const at = slot << RECORD_SHIFT;
      if (words[at | HASH] === hash && pairs[slot << 1] === key) return slot;
      slot = words[at | NEXT] ?? NONE;
    }
    return NONE;
  }

  read(slot: number): Stored | undefined {
    return this.#pairs[(slot << 1) | 1] as Stored | undefined;
  }

  setValue(slot: number, value: Stored): void {
    this.#pairs[(slot << 1) | 1] = value;
  }

  take(key: K, hash: number, value: Stored): number {
    const { words } = this.records;
    const pairs = this.#pairs;
    let slot = this.#free;
    if (slot === NONE) slot = this.#used++;
    else this.#free = words[(slot << RECORD_SHIFT) | NEXT] ?? NONE;
    const at = slot << RECORD_SHIFT;
    words[at | HASH] = hash;
    words[at | BYTES] = 0;
    this.#chain(slot, hash);
    pairs[slot << 1] = key;
    pairs[(slot << 1) | 1] = value;
    this.#size++;
    return slot;
  }

  release(slot: number): void {
    const { words } = this.records;
    const at = slot << RECORD_SHIFT;
    const bucket = this.#bucketOf(words[at | HASH] ?? 0);
    if (this.#buckets[bucket] === slot) this.#buckets[bucket] = words[at | NEXT] ?? NONE;
    else this.#unchain(slot, this.#buckets[bucket] ?? NONE);
    words[at | NEXT] = this.#free;
    // An empty slot never expires: a sweep reads nothing else of it.
    this.records.setStoredAt(slot, Infinity);
    const pairs = this.#pairs;
    pairs[slot << 1] = undefined;
    pairs[(slot << 1) | 1] = undefined;
    this.#free = slot;
    this.#size--;
  }

  /** Remembers of a key that leaves a number from 0 on, until another one leaves the same bucket. */
  remember(hash: number, memo: number): void {
    const bucket = this.#bucketOf(hash);
    this.#buckets[bucket + DEPARTED] = tagOf(hash);
    this.#buckets[bucket + MEMO] = memo;
  }

  /** What is remembered of a key that left; −1 where that is nothing. A false answer needs 32 equal bits. */
  recall(hash: number): number {
    const bucket = this.#bucketOf(hash);
    return this.#buckets[bucket + DEPARTED] === tagOf(hash) ? (this.#buckets[bucket + MEMO] ?? NONE) : NONE;
  }

  forget(hash: number): void {
    const bucket = this.#bucketOf(hash);
    if (this.#buckets[bucket + DEPARTED] === tagOf(hash)) this.#buckets[bucket + DEPARTED] = NOBODY;
  }

  clear(): void {
    this.#pairs.fill(undefined);
    this.#buckets = emptyBuckets(this.length);
    this.#free = NONE;
    this.#used = 0;
    this.#size = 0;
  }

  /** Makes room for `slots` slots; only where it is full, since a free list would have to be left out of the index. */
  grow(slots: number): void {
    this.records.grow(slots);
    const pairs = this.#pairs;
    this.#pairs = emptyPairs(slots);
    for (let index = 0; index < pairs.length; index++) this.#pairs[index] = pairs[index];
    const former = this.#buckets;
    this.#buckets = emptyBuckets(slots);
    this.#mask = this.#buckets.length / BUCKET_WORDS - 1;
    for (let slot = 0; slot < this.#used; slot++) this.#chain(slot, this.records.hashOf(slot));
    for (let bucket = 0; bucket < former.length; bucket += BUCKET_WORDS) {
      const hash = former[bucket + DEPARTED] ?? NOBODY;
      if (hash !== NOBODY) this.remember(hash, former[bucket + MEMO] ?? 0);
    }
  }

  #bucketOf(hash: number): number {
    return (hash & this.#mask) * BUCKET_WORDS;
  }

  #chain(slot: number, hash: number): void {
    const bucket = this.#bucketOf(hash);
    this.records.words[(slot << RECORD_SHIFT) | NEXT] = this.#buckets[bucket] ?? NONE;
    this.#buckets[bucket] = slot;
  }

  /** Takes a slot that is not the first of its chain out of it. */
  #unchain(slot: number, first: number): void {
    const { words } = this.records;
    let before = first;
    for (;;) {
      const after = words[(before << RECORD_SHIFT) | NEXT] ?? NONE;
      if (after === slot) break;
      before = after;
    }
    words[(before << RECORD_SHIFT) | NEXT] = words[(slot << RECORD_SHIFT) | NEXT] ?? NONE;
  }
}

/** The one hash that would mean nobody is taken for another of the same bucket. */
const tagOf = (hash: number): number => (hash === NOBODY ? 0x8000_0000 | 0 : hash);

const emptyPairs = (slots: number): undefined[] => new Array<undefined>(slots * 2).fill(undefined);

/** A power of two, so that a chain is one or two entries long. */
function emptyBuckets(slots: number): Int32Array<ArrayBuffer> {
  let count = MIN_BUCKETS;
  while (count < slots) count *= 2;
  const buckets = new Int32Array(count * BUCKET_WORDS);
  for (let bucket = HEAD; bucket < buckets.length; bucket += BUCKET_WORDS) buckets[bucket] = NONE;
  return buckets;
}
