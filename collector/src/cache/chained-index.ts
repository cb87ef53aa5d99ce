import { hashKey, type CacheKey } from './key-hash.js';
import { LAYOUT, type Records } from './records.js';

const { HASH, NEXT, NONE, RECORD_SHIFT } = LAYOUT;

/** Hash chains through the records. Nothing is allocated when keys come and go, and nothing is copied but by growth. */
export class ChainedIndex<K extends CacheKey> {
  readonly #records: Records;
  /** Key and value of each slot by turns. */
  readonly #pairs: readonly unknown[];
  readonly #seed: number;
  readonly #heads: Int32Array;
  #lastKey: K | undefined;
  #lastHash = 0;

  constructor(records: Records, pairs: readonly unknown[], seed: number) {
    this.#records = records;
    this.#pairs = pairs;
    this.#seed = seed;
    let count = 1;
    while (count < records.length) count *= 2;
    this.#heads = new Int32Array(count).fill(NONE);
  }

  find(key: K): number {
    const hash = hashKey(key, this.#seed);
    this.#lastKey = key;
    this.#lastHash = hash;
    const { words } = this.#records;
    let slot = this.#heads[this.#chainOf(hash)] ?? NONE;
    while (slot !== NONE) {
      const at = slot << RECORD_SHIFT;
      if (words[at | HASH] === hash && this.#pairs[slot << 1] === key) return slot;
      slot = words[at | NEXT] ?? NONE;
    }
    return NONE;
  }

  /** 32 bits of a key; at hand, where it is the one that was looked up last. */
  hashOf(key: K): number {
    return key === this.#lastKey ? this.#lastHash : hashKey(key, this.#seed);
  }

  add(slot: number, hash: number): void {
    const { words } = this.#records;
    const chain = this.#chainOf(hash);
    words[(slot << RECORD_SHIFT) | HASH] = hash;
    words[(slot << RECORD_SHIFT) | NEXT] = this.#heads[chain] ?? NONE;
    this.#heads[chain] = slot;
  }

  remove(slot: number): void {
    const { words } = this.#records;
    const next = words[(slot << RECORD_SHIFT) | NEXT] ?? NONE;
    const chain = this.#chainOf(this.#records.hashOf(slot));
    let before = this.#heads[chain] ?? NONE;
    if (before === slot) {
      this.#heads[chain] = next;
      return;
    }
    while (words[(before << RECORD_SHIFT) | NEXT] !== slot) before = words[(before << RECORD_SHIFT) | NEXT] ?? NONE;
    words[(before << RECORD_SHIFT) | NEXT] = next;
  }

  #chainOf(hash: number): number {
    return hash & (this.#heads.length - 1);
  }
}
