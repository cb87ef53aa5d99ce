import type { CacheEvictionReason, EvictionPolicy } from '../contract/index.js';
import { Ghost, type Departure } from './ghost.js';
import { hashKey } from './key-hash.js';
import { Segments } from './segments.js';
import { Slots } from './slots.js';
import { TimeToLive } from './time-to-live.js';

const FIRST_SLOTS = 256;
/** Slots looked at per new entry beside the regular sweep: expiry never sweeps the whole store at once. */
const SWEEP_PER_INSERT = 1;

const ghostEntries = (capacity: number): number => Math.max(capacity, 1024) * 4;

/** Bounded entries with a TTL. Times are monotonic milliseconds and come from the caller. */
export class EntryStore<Stored> {
  readonly ttl: TimeToLive;
  readonly #index = new Map<string, number>();
  readonly #slots: Slots<Stored>;
  readonly #segments: Segments;
  readonly #ghost: Ghost;
  readonly #left: (reason: CacheEvictionReason, entries: number) => void;
  #bytes = 0;
  #cursor = 0;
  // The last miss: a `put` follows it mostly, and need neither look the key up nor hash it again.
  #missedKey: string | undefined;
  #missedHash = 0;

  /** `left` is told whenever entries leave. */
  constructor(
    policy: EvictionPolicy,
    capacity: number,
    ttlMs: number,
    left: (reason: CacheEvictionReason, entries: number) => void
  ) {
    this.ttl = new TimeToLive(ttlMs);
    this.#left = left;
    this.#slots = new Slots(Math.min(capacity, FIRST_SLOTS));
    this.#segments = new Segments(this.#slots, policy, capacity, (slot) => this.#makeWay(slot));
    this.#ghost = new Ghost(ghostEntries(capacity));
  }

  get size(): number {
    return this.#index.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get capacity(): number {
    return this.#segments.capacity;
  }

  get divided(): boolean {
    return this.#segments.divided;
  }

  /** The slot of a key, expired or not. */
  find(key: string): number | undefined {
    return this.#index.get(key);
  }

  hashOf(slot: number): number {
    return this.#slots.hash(slot);
  }

  read(slot: number): Stored | undefined {
    return this.#slots.values[slot];
  }

  touch(slot: number): void {
    this.#segments.touch(slot);
  }

  isExpired(slot: number, nowMs: number): boolean {
    return nowMs - this.#slots.insertedAt(slot) >= this.#ttlMsOf(slot);
  }

  ageMs(slot: number, nowMs: number): number {
    return nowMs - this.#slots.insertedAt(slot);
  }

  freshMs(slot: number, nowMs: number): number {
    return this.#ttlMsOf(slot) - this.ageMs(slot, nowMs);
  }

  /** Notes a look-up of a key that is not stored. */
  missed(key: string): number {
    const hash = hashKey(key);
    this.#missedKey = key;
    this.#missedHash = hash;
    this.#segments.missed(hash);
    return hash;
  }

  departureOf(hash: number, nowMs: number): Departure {
    return this.#ghost.lookUp(hash, nowMs);
  }

  /** Stores an entry as of now. `ownTtlMs` 0: the store's TTL. */
  put(key: string, value: Stored, bytes: number, ownTtlMs: number, nowMs: number): void {
    let slot = key === this.#missedKey ? undefined : this.#index.get(key);
    if (slot === undefined) slot = this.#insert(key, nowMs);
    else this.#segments.touch(slot);
    this.#slots.setTimes(slot, nowMs, ownTtlMs);
    this.#write(slot, value, bytes);
  }

  /** Puts another form of the same value in place, if it is still there. */
  replace(key: string, value: Stored, by: Stored, bytes: number): void {
    const slot = this.#index.get(key);
    if (slot !== undefined && this.#slots.values[slot] === value) this.#write(slot, by, bytes);
  }

  remove(slot: number, reason: 'expired' | 'invalidated'): void {
    if (reason === 'expired') this.#ghost.expired(this.hashOf(slot));
    this.#segments.remove(slot);
    this.#release(slot, reason);
  }

  clear(): void {
    if (this.size > 0) this.#left('cleared', this.size);
    this.#index.clear();
    this.#slots.releaseAll();
    this.#segments.clear();
    this.#ghost.clear();
    this.#bytes = 0;
    this.#cursor = 0;
  }

  /** Drops what has expired among the next `slots` slots; the next call goes on from there. */
  sweep(slots: number, nowMs: number): void {
    const { used } = this.#slots;
    for (let step = Math.min(slots, used); step > 0; step--) {
      if (++this.#cursor >= used) this.#cursor = 0;
      const slot = this.#cursor;
      if (this.isExpired(slot, nowMs)) this.remove(slot, 'expired');
    }
  }

  setCapacity(capacity: number): void {
    this.#segments.setCapacity(capacity);
    this.#ghost.resize(ghostEntries(capacity));
  }

  divideCapacity(a: number, b: number, share: number, seed: number): void {
    this.#segments.divide(a, b, share, seed);
  }

  #insert(key: string, nowMs: number): number {
    this.sweep(SWEEP_PER_INSERT, nowMs);
    const slots = this.#slots;
    const hash = key === this.#missedKey ? this.#missedHash : hashKey(key);
    this.#missedKey = undefined;
    this.#ghost.forget(hash);
    this.#segments.makeRoom(hash);
    if (slots.full) {
      slots.grow(Math.min(slots.length * 2, Math.max(this.#segments.capacity, slots.length + 1)));
      this.#segments.grow(slots.length);
    }
    const slot = slots.take(key, hash);
    this.#index.set(key, slot);
    this.#segments.add(slot, hash);
    return slot;
  }

  #write(slot: number, value: Stored, bytes: number): void {
    this.#bytes += bytes - this.#slots.bytes(slot);
    this.#slots.values[slot] = value;
    this.#slots.setBytes(slot, bytes);
  }

  #ttlMsOf(slot: number): number {
    const own = this.#slots.ownTtlMs(slot);
    return own > 0 ? own : this.ttl.for(this.#slots.hash(slot));
  }

  /** The evictor has chosen the slot and forgotten it. */
  #makeWay(slot: number): void {
    const deadlineMs = this.#slots.insertedAt(slot) + this.#ttlMsOf(slot);
    this.#ghost.evicted(this.hashOf(slot), deadlineMs);
    this.#release(slot, 'capacity');
  }

  #release(slot: number, reason: CacheEvictionReason): void {
    const key = this.#slots.keys[slot];
    if (key !== undefined) this.#index.delete(key);
    this.#bytes -= this.#slots.bytes(slot);
    this.#slots.release(slot);
    this.#left(reason, 1);
  }
}
