const MIN_ENTRIES = 256;
/** Requests per entry after which all counts are halved, so that yesterday's keys do not keep today's out. */
const SAMPLE_PER_ENTRY = 10;
const BLOCK_SHIFT = 4;
const ENTRIES_PER_BLOCK = 8;
const ROWS = 4;
const MAX_COUNT = 15;
/** The lower three bits of every counter of a word. */
const HALF = 0x7777_7777;

/**
 * How often keys were asked for lately: a count-min sketch of 4-bit counters (TinyLFU, Einziger, Friedman, Manes, ACM TOS
 * 2017), 16 of them per entry. The four counters of a key lie in one block of 64 bytes, so that a count costs one access to
 * memory.
 */
export class FrequencySketch {
  #words: Int32Array;
  #mask: number;
  #sample: number;
  #added = 0;

  constructor(entries: number) {
    this.#words = new Int32Array(blocksFor(entries) << BLOCK_SHIFT);
    this.#mask = blocksFor(entries) - 1;
    this.#sample = sampleFor(entries);
  }

  /** 0 to 15. */
  estimate(hash: number): number {
    const words = this.#words;
    const block = (hash & this.#mask) << BLOCK_SHIFT;
    const spread = spreadOf(hash);
    let least = MAX_COUNT;
    for (let row = 0; row < ROWS; row++) {
      const bits = spread >>> (row << 3);
      const word = words[block | (row << 2) | (bits & 3)] ?? 0;
      const count = (word >>> (bits & 28)) & MAX_COUNT;
      if (count < least) least = count;
    }
    return least;
  }

  add(hash: number): void {
    const words = this.#words;
    const block = (hash & this.#mask) << BLOCK_SHIFT;
    const spread = spreadOf(hash);
    let added = 0;
    for (let row = 0; row < ROWS; row++) {
      const bits = spread >>> (row << 3);
      const index = block | (row << 2) | (bits & 3);
      const word = words[index] ?? 0;
      const shift = bits & 28;
      if (((word >>> shift) & MAX_COUNT) === MAX_COUNT) continue;
      words[index] = word + (1 << shift);
      added = 1;
    }
    this.#added += added;
    if (this.#added >= this.#sample) this.#halve();
  }

  /** What was counted stays. A sketch for fewer entries than before keeps its size. */
  setEntries(entries: number): void {
    this.#sample = sampleFor(entries);
    const blocks = blocksFor(entries);
    const old = this.#words;
    if (blocks << BLOCK_SHIFT <= old.length) return;
    this.#words = new Int32Array(blocks << BLOCK_SHIFT);
    this.#mask = blocks - 1;
    // Keys that shared a block may part now: each half takes all that was counted in it.
    for (let at = 0; at < this.#words.length; at += old.length) this.#words.set(old, at);
  }

  #halve(): void {
    const words = this.#words;
    for (let index = 0; index < words.length; index++) words[index] = ((words[index] ?? 0) >>> 1) & HALF;
    this.#added >>>= 1;
  }
}

/** Five bits per row at every eighth: which of the row's four words, and which counter of it. */
const spreadOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ (hash >>> 12);

function blocksFor(entries: number): number {
  let blocks = 1;
  while (blocks * ENTRIES_PER_BLOCK < Math.max(entries, MIN_ENTRIES)) blocks *= 2;
  return blocks;
}

const sampleFor = (entries: number): number => SAMPLE_PER_ENTRY * Math.max(entries, MIN_ENTRIES);
