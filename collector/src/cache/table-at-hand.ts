import type { EntryTable } from './entry-table.js';
import type { CacheKey } from './key-hash.js';
import { LAYOUT, MAX_BYTES } from './records.js';

const { BYTES, NONE, RECORD_SHIFT, STORED_AT, TIME_SHIFT } = LAYOUT;

/**
 * What look-ups and writes need of a table, at hand: each step on the way to it would cost a few percent of a hit. Whoever
 * changes the table in a way that moves it (growth, another index) calls `adopt`.
 */
export abstract class TableAtHand<K extends CacheKey, Stored> {
  protected readonly table: EntryTable<K, Stored>;
  protected map: Map<K, number> | undefined;
  #pairs: (K | Stored | undefined)[];
  protected words: Int32Array;
  protected times: Float64Array;
  #bytes = 0;

  constructor(table: EntryTable<K, Stored>) {
    this.table = table;
    this.map = table.map;
    this.#pairs = table.pairs;
    this.words = table.records.words;
    this.times = table.records.times;
  }

  get size(): number {
    return this.table.size;
  }

  /** Of all values together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The slot of a key, expired or not; −1 where it is not stored. */
  find(key: K): number {
    const { map } = this;
    return map === undefined ? this.table.find(key) : (map.get(key) ?? NONE);
  }

  read(slot: number): Stored | undefined {
    return this.#pairs[(slot << 1) | 1] as Stored | undefined;
  }

  ageMs(slot: number, nowMs: number): number {
    return nowMs - (this.times[(slot << TIME_SHIFT) | STORED_AT] ?? 0);
  }

  protected adopt(): void {
    const { map, pairs, records } = this.table;
    this.map = map;
    this.#pairs = pairs;
    this.words = records.words;
    this.times = records.times;
  }

  protected clearTable(): void {
    this.table.clear();
    this.#bytes = 0;
  }

  protected write(slot: number, value: Stored, bytes: number): void {
    const at = (slot << RECORD_SHIFT) | BYTES;
    const stored = bytes > MAX_BYTES ? MAX_BYTES : bytes;
    this.#bytes += stored - ((this.words[at] ?? 0) >>> 0);
    this.words[at] = stored;
    this.#pairs[(slot << 1) | 1] = value;
  }

  /** The bytes of an entry that leaves count no more. */
  protected forgetBytes(slot: number): void {
    const at = (slot << RECORD_SHIFT) | BYTES;
    this.#bytes -= (this.words[at] ?? 0) >>> 0;
    this.words[at] = 0;
  }
}
