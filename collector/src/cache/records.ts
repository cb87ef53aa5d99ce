/**
 * How slots are laid out. Whoever reads them for every look-up takes what it needs out of here into constants of its own: a
 * binding of another module is looked up in memory and checked by each use, a constant of the module is part of the code.
 */
export const LAYOUT: Readonly<
  Record<
    'NONE' | 'RECORD_SHIFT' | 'NEXT' | 'HASH' | 'TIME_SHIFT' | 'STORED_AT' | 'BYTES' | 'NEWER' | 'OLDER' | 'STATE',
    number
  >
> = {
  /** No slot. */
  NONE: -1,
  /** A record is eight 32-bit words, half a cache line: what a look-up reads of an entry comes with one access to memory. */
  RECORD_SHIFT: 3,
  /** Words of a record. */
  NEXT: 0,
  HASH: 1,
  /** Words 2 and 3 are one 64-bit number: monotonic milliseconds. */
  TIME_SHIFT: 2,
  STORED_AT: 1,
  BYTES: 4,
  /** The policy's: neighbours in its list, and whatever else it notes. */
  NEWER: 5,
  OLDER: 6,
  STATE: 7,
};

const { TIME_SHIFT, STORED_AT, BYTES, HASH, RECORD_SHIFT } = LAYOUT;
const RECORD_BYTES = 32;

/** Of one entry: 4 GiB. */
export const MAX_BYTES = 0xffff_ffff;

/** The numbers of all slots. `words` and `times` move when they grow, so they are read anew by every operation. */
export class Records {
  words: Int32Array;
  /** The same memory. */
  times: Float64Array;

  constructor(slots: number) {
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
  }

  get length(): number {
    return this.words.length >> RECORD_SHIFT;
  }

  hashOf(slot: number): number {
    return this.words[(slot << RECORD_SHIFT) | HASH] ?? 0;
  }

  setHash(slot: number, hash: number): void {
    this.words[(slot << RECORD_SHIFT) | HASH] = hash;
  }

  bytesOf(slot: number): number {
    return (this.words[(slot << RECORD_SHIFT) | BYTES] ?? 0) >>> 0;
  }

  setBytes(slot: number, bytes: number): void {
    this.words[(slot << RECORD_SHIFT) | BYTES] = bytes > MAX_BYTES ? MAX_BYTES : bytes;
  }

  storedAt(slot: number): number {
    return this.times[(slot << TIME_SHIFT) | STORED_AT] ?? 0;
  }

  setStoredAt(slot: number, nowMs: number): void {
    this.times[(slot << TIME_SHIFT) | STORED_AT] = nowMs;
  }

  grow(slots: number): void {
    const { words } = this;
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.words.set(words);
  }
}

/** For those who are in no hurry. */
export const { NONE } = LAYOUT;
