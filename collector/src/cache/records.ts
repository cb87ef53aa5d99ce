export const NONE = -1;

/** A record is eight 32-bit words, half a cache line: what a look-up reads of an entry comes with one access to memory. */
export const RECORD_SHIFT = 3;
const RECORD_BYTES = 32;

/** Words of a record. */
export const NEXT = 0;
export const HASH = 1;
export const BYTES = 4;
/** The policy's: neighbours in its list, and whatever else it notes. */
export const NEWER = 5;
export const OLDER = 6;
export const STATE = 7;

/** Words 2 and 3 are one 64-bit number: monotonic milliseconds. */
const TIME_SHIFT = 2;
const STORED_AT = 1;

/** Of one entry: 4 GiB. */
export const MAX_BYTES = 0xffff_ffff;

/** The numbers of all slots. `words` moves when they grow, so it is read anew by every operation. */
export class Records {
  words: Int32Array;
  #times: Float64Array;

  constructor(slots: number) {
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.words = new Int32Array(buffer);
    this.#times = new Float64Array(buffer);
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
    return this.#times[(slot << TIME_SHIFT) | STORED_AT] ?? 0;
  }

  setStoredAt(slot: number, nowMs: number): void {
    this.#times[(slot << TIME_SHIFT) | STORED_AT] = nowMs;
  }

  grow(slots: number): void {
    const { words } = this;
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.words = new Int32Array(buffer);
    this.#times = new Float64Array(buffer);
    this.words.set(words);
  }
}
