import { ChainedIndex } from './chained-index.js';
import { hashKey, type CacheKey } from './key-hash.js';
import { LAYOUT, Records } from './records.js';

const { BYTES, HASH, NEXT, NONE, RECORD_SHIFT } = LAYOUT;

/** A Map of more keys takes milliseconds to copy itself when it is full, which under churn it is again and again. */
const MAP_SLOTS = 32_768;

/**
 * Keys, values and numbers of entries, each entry a slot, and an index from key to slot. Two kinds of index, since neither is
 * good at every size: a Map finds a string by the hash that V8 keeps within it, without a look at its characters, but doubles
 * under churn and stands still while it is copied; hash chains read the characters, and cost the same at every size. Numbers
 * are hashed in no time, so they are chained at every size.
 */
export class EntryTable<K extends CacheKey, Stored> {
  readonly records: Records;
  readonly #seed: number;
  /** Key and value by turns, so that they share a cache line. Read by the store: a hit goes by as few steps as it can. */
  pairs: (K | Stored | undefined)[];
  /** The index, unless it is the other one. */
  map: Map<K, number> | undefined;
  #chains: ChainedIndex<K> | undefined;
  #free = NONE;
  #used = 0;
  #size = 0;

  constructor(slots: number, seed: number) {
    this.records = new Records(slots);
    this.#seed = seed;
    this.pairs = emptyPairs(slots);
    this.#begin();
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

  /** Whether keys are hashed by every look-up. */
  get hashes(): boolean {
    return this.map === undefined;
  }

  /** The slot of a key; −1 where it is not stored. */
  find(key: K): number {
    return this.map === undefined ? (this.#chains?.find(key) ?? NONE) : (this.map.get(key) ?? NONE);
  }

  /** 32 bits of a key that need not be stored; at hand, where a look-up has just hashed it. */
  hashOfKey(key: K): number {
    return this.#chains === undefined ? hashKey(key, this.#seed) : this.#chains.hashOf(key);
  }

  /** 32 bits of the key of a slot in use, which from then on stand in its record; there, 0 means that nobody has asked yet. */
  hashOf(slot: number): number {
    const known = this.records.hashOf(slot);
    if (known !== 0) return known;
    const hash = hashKey(this.keyOf(slot), this.#seed);
    this.records.setHash(slot, hash);
    return hash;
  }

  /** Has the hash of every entry stand in its record. */
  fillHashes(): void {
    for (let slot = 0; slot < this.#used; slot++) if (this.holds(slot)) this.hashOf(slot);
  }

  /** Of keys that begin so, numbers read as text; looks at every key. */
  slotsWithPrefix(prefix: string): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.holds(slot) && String(this.keyOf(slot)).startsWith(prefix)) slots.push(slot);
    }
    return slots;
  }

  holds(slot: number): boolean {
    return this.pairs[slot << 1] !== undefined;
  }

  /** The key of a slot in use. */
  keyOf(slot: number): K {
    return this.pairs[slot << 1] as K;
  }

  read(slot: number): Stored | undefined {
    return this.pairs[(slot << 1) | 1] as Stored | undefined;
  }

  setValue(slot: number, value: Stored): void {
    this.pairs[(slot << 1) | 1] = value;
  }

  /** A slot for a key that is not stored. */
  take(key: K, value: Stored): number {
    const { words } = this.records;
    const pairs = this.pairs;
    let slot = this.#free;
    if (slot === NONE) slot = this.#used++;
    else this.#free = words[(slot << RECORD_SHIFT) | NEXT] ?? NONE;
    words[(slot << RECORD_SHIFT) | BYTES] = 0;
    pairs[slot << 1] = key;
    pairs[(slot << 1) | 1] = value;
    if (this.map !== undefined) {
      words[(slot << RECORD_SHIFT) | HASH] = 0;
      this.map.set(key, slot);
    } else this.#chains?.add(slot, this.hashOfKey(key));
    this.#size++;
    return slot;
  }

  /** Gives the slot of an entry that has to leave to a key that is not stored. */
  reuse(slot: number, key: K, value: Stored): void {
    const { pairs } = this;
    const map = this.map;
    if (map !== undefined) {
      map.delete(this.keyOf(slot));
      map.set(key, slot);
      this.records.setHash(slot, 0);
    } else {
      this.#chains?.remove(slot);
      this.#chains?.add(slot, this.hashOfKey(key));
    }
    pairs[slot << 1] = key;
    pairs[(slot << 1) | 1] = value;
  }

  release(slot: number): void {
    const pairs = this.pairs;
    if (this.map !== undefined) this.map.delete(this.keyOf(slot));
    else this.#chains?.remove(slot);
    this.records.words[(slot << RECORD_SHIFT) | NEXT] = this.#free;
    // An empty slot never expires: a sweep reads nothing else of it.
    this.records.setStoredAt(slot, Infinity);
    pairs[slot << 1] = undefined;
    pairs[(slot << 1) | 1] = undefined;
    this.#free = slot;
    this.#size--;
  }

  clear(): void {
    this.pairs.fill(undefined);
    this.#free = NONE;
    this.#used = 0;
    this.#size = 0;
    this.#begin();
  }

  /** Makes room for `slots` slots; only where it is full, since a free list would have to be left out of the index. */
  grow(slots: number): void {
    this.records.grow(slots);
    const pairs = this.pairs;
    this.pairs = emptyPairs(slots);
    for (let index = 0; index < pairs.length; index++) this.pairs[index] = pairs[index];
    if (slots > MAP_SLOTS || this.map === undefined) this.useChains();
  }

  #begin(): void {
    this.#chains = undefined;
    if (this.length > MAP_SLOTS) this.useChains();
    else this.map = new Map();
  }

  /** Hash chains from now on, until it is emptied. */
  useChains(): void {
    this.map = undefined;
    this.#chains = new ChainedIndex(this.records, this.pairs, this.#seed);
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.holds(slot)) this.#chains.add(slot, this.hashOf(slot));
    }
  }
}

const emptyPairs = (slots: number): undefined[] => new Array<undefined>(slots * 2).fill(undefined);
