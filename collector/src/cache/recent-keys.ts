import { LAYOUT } from './records.js';

const { NONE } = LAYOUT;

const WORDS = 2;
const MEMO = 1;
const NOBODY = 0;
const LEAST_KEYS = 4096;
const HASHES = 2 ** 32;

/**
 * Keys noted lately, by hash, with a number from 0 on for each. Several of them share a place, and the last one has it; so at
 * most as many are remembered as there is room for, and an old one may be forgotten before.
 */
export class RecentKeys {
  #words = new Int32Array(0);
  /** Places per hash. */
  #scale = 0;

  /** Room for so many keys; nothing is lost by more room. */
  makeRoom(keys: number): void {
    const count = Math.max(LEAST_KEYS, keys);
    if (count * WORDS <= this.#words.length) return;
    const former = this.#words;
    this.#words = new Int32Array(count * WORDS);
    this.#scale = count / HASHES;
    for (let at = 0; at < former.length; at += WORDS) {
      const hash = former[at] ?? NOBODY;
      if (hash !== NOBODY) this.remember(hash, former[at | MEMO] ?? 0);
    }
  }

  remember(hash: number, memo: number): void {
    const at = this.#placeOf(hash);
    this.#words[at] = tagOf(hash);
    this.#words[at | MEMO] = memo;
  }

  /** −1 where nothing is remembered. A false answer needs 32 equal bits. */
  recall(hash: number): number {
    const at = this.#placeOf(hash);
    return this.#words[at] === tagOf(hash) ? (this.#words[at | MEMO] ?? NONE) : NONE;
  }

  forget(hash: number): void {
    const at = this.#placeOf(hash);
    if (this.#words[at] === tagOf(hash)) this.#words[at] = NOBODY;
  }

  clear(): void {
    this.#words.fill(NOBODY);
  }

  #placeOf(hash: number): number {
    return (((hash >>> 0) * this.#scale) >>> 0) * WORDS;
  }
}

/** The one hash that would mean nobody is taken for another one. */
const tagOf = (hash: number): number => (hash === NOBODY ? 0x8000_0000 | 0 : hash);
