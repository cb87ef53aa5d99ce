import type { EvictionPolicy } from '../../contract/index.js';
import { createEvictor } from '../policies/index.js';
import type { Evictor } from '../policy.js';
import { LAYOUT, Records } from '../records.js';

const { HASH, NONE, RECORD_SHIFT } = LAYOUT;

/** Sampled keys are counted in so many groups by hash: how far the groups differ tells how far the sample can be wrong. */
export const KEY_GROUPS = 16;
const GROUP_MASK = KEY_GROUPS - 1;

/**
 * A small cache of hashes under one of the project's own evictors, without keys and values. It stands for a cache of
 * `capacity / rate` entries when it is shown `rate` of the keys (Waldspurger et al., Cache modeling and optimization using
 * miniature simulations, USENIX ATC 2017).
 */
export class Miniature {
  readonly policy: EvictionPolicy;
  /** Entries that it holds itself. */
  readonly capacity: number;
  /** Look-ups since the last reset. */
  requests = 0;
  /** Misses since the last reset, by group of keys. */
  readonly misses = new Float64Array(KEY_GROUPS);
  readonly #records: Records;
  readonly #evictor: Evictor;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #mask: number;
  #used = 0;
  #free = NONE;

  constructor(policy: EvictionPolicy, capacity: number) {
    this.policy = policy;
    this.capacity = capacity;
    this.#records = new Records(capacity);
    this.#evictor = createEvictor(policy, { records: this.#records, capacity });
    let heads = 16;
    while (heads < capacity) heads *= 2;
    this.#heads = new Int32Array(heads).fill(NONE);
    this.#next = new Int32Array(capacity);
    this.#mask = heads - 1;
  }

  get size(): number {
    return this.#evictor.size;
  }

  get full(): boolean {
    return this.#evictor.size === this.capacity;
  }

  get missed(): number {
    return this.misses.reduce((sum, misses) => sum + misses, 0);
  }

  /** Looks a key up and stores it where it is missing, as a cache does whose misses are loaded. */
  request(hash: number): void {
    this.requests++;
    const slot = this.#find(hash);
    if (slot !== NONE) {
      this.#evictor.touch(slot);
      return;
    }
    const group = (hash >>> 8) & GROUP_MASK;
    this.misses[group] = (this.misses[group] ?? 0) + 1;
    this.#evictor.missed(hash);
    if (this.full) this.#release(this.#evictor.evict());
    this.#evictor.add(this.#take(hash), 1);
  }

  /** Counts anew; contents stay. */
  reset(): void {
    this.requests = 0;
    this.misses.fill(0);
  }

  #find(hash: number): number {
    let slot = this.#heads[hash & this.#mask] ?? NONE;
    while (slot !== NONE && this.#records.words[(slot << RECORD_SHIFT) | HASH] !== hash)
      slot = this.#next[slot] ?? NONE;
    return slot;
  }

  #take(hash: number): number {
    let slot = this.#free;
    if (slot === NONE) slot = this.#used++;
    else this.#free = this.#next[slot] ?? NONE;
    this.#records.words[(slot << RECORD_SHIFT) | HASH] = hash;
    this.#next[slot] = this.#heads[hash & this.#mask] ?? NONE;
    this.#heads[hash & this.#mask] = slot;
    return slot;
  }

  #release(slot: number): void {
    const chain = this.#records.hashOf(slot) & this.#mask;
    const next = this.#next[slot] ?? NONE;
    let before = this.#heads[chain] ?? NONE;
    if (before === slot) this.#heads[chain] = next;
    else {
      while (this.#next[before] !== slot) before = this.#next[before] ?? NONE;
      this.#next[before] = next;
    }
    this.#next[slot] = this.#free;
    this.#free = slot;
  }
}
