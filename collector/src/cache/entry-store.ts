import type { EvictionPolicy } from '../contract/index.js';
import {
  EVICTED,
  EXPIRED,
  LEFT_CLEARED,
  LEFT_EXPIRED,
  LEFT_FOR_ROOM,
  LEFT_INVALIDATED,
  MISS,
  type CacheCounts,
} from './cache-counts.js';
import { EntryTable } from './entry-table.js';
import { hashKey, type CacheKey } from './key-hash.js';
import { NONE } from './records.js';
import { Segments } from './segments.js';
import { TimeToLive } from './time-to-live.js';

const FIRST_SLOTS = 256;
/** Slots looked at per new entry beside the regular sweep: expiry never sweeps the whole store at once. */
const SWEEP_PER_INSERT = 1;

/** Deadlines of keys that left are remembered in ticks of 64 ms: 31 bits of them are four years. */
const MS_PER_TICK = 64;
const MAX_TICK = 0x7fff_ffff;
/** A deadline that lies before every look-up: the entry left because its TTL had run out. */
const LONG_AGO = 0;

export interface EntryStoreOptions {
  readonly policy: EvictionPolicy;
  readonly capacity: number;
  readonly ttlMs: number;
  /** 32 bits that nobody outside knows. */
  readonly hashSeed: number;
  /** Told whenever entries leave. */
  readonly counts: CacheCounts;
}

/** Bounded entries with a TTL. Times are monotonic milliseconds and come from the caller. */
export class EntryStore<K extends CacheKey, Stored> {
  /** Hash of the key that was used last. */
  usedHash = 0;
  readonly #ttl: TimeToLive;
  readonly #hashSeed: number;
  readonly #table: EntryTable<K, Stored>;
  readonly #segments: Segments;
  readonly #counts: CacheCounts;
  /** Entries' own TTLs in milliseconds, 0: the store's; made when the first one comes. */
  #ownTtlMs: Float64Array | undefined;
  /** What every entry has, unless there are own TTLs or a trial. */
  #commonTtlMs: number | undefined;
  #bytes = 0;
  /** Where the sweep is, and the first deadline that it has met on its present round. */
  #cursor = 0;
  #roundDeadlineMs = 0;
  /** Nothing expires before: until then there is nothing to sweep. */
  #quietUntilMs = 0;
  // The last miss: a `put` follows it mostly, and need neither look the key up nor hash it again.
  #missedKey: K | undefined;
  #missedHash = 0;

  constructor(options: EntryStoreOptions) {
    const { policy, capacity } = options;
    this.#ttl = new TimeToLive(options.ttlMs);
    this.#commonTtlMs = options.ttlMs;
    this.#hashSeed = options.hashSeed;
    this.#counts = options.counts;
    this.#table = new EntryTable(Math.min(capacity, FIRST_SLOTS));
    this.#segments = new Segments(this.#table.records, policy, capacity, (slot) => this.#makeWay(slot));
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get capacity(): number {
    return this.#segments.capacity;
  }

  get policy(): EvictionPolicy {
    return this.#segments.policy;
  }

  get capacityDivided(): boolean {
    return this.#segments.divided;
  }

  get ttlDivided(): boolean {
    return this.#ttl.divided;
  }

  /** What holds outside of a trial, and for arm a within one. */
  get ttlMs(): number {
    return this.#ttl.ms;
  }

  /** The slot of a key, expired or not; −1 where it is not stored. */
  find(key: K): number {
    return this.#table.find(key, hashKey(key, this.#hashSeed));
  }

  /**
   * The slot of a key that is asked for, which counts as a use of it; where there is no fresh entry, the negative of the cell
   * that counts why: never seen, expired or evicted.
   */
  use(key: K, nowMs: number): number {
    const hash = hashKey(key, this.#hashSeed);
    this.usedHash = hash;
    const slot = this.#table.find(key, hash);
    if (slot === NONE) return this.#missed(key, hash, nowMs);
    if (nowMs - this.#table.records.storedAt(slot) >= (this.#commonTtlMs ?? this.#ttlMsOf(slot))) {
      this.remove(slot, 'expired');
      return this.#missed(key, hash, nowMs);
    }
    this.#segments.touch(slot);
    return slot;
  }

  read(slot: number): Stored | undefined {
    return this.#table.read(slot);
  }

  isExpired(slot: number, nowMs: number): boolean {
    return nowMs - this.#table.records.storedAt(slot) >= this.#ttlMsOf(slot);
  }

  ageMs(slot: number, nowMs: number): number {
    return nowMs - this.#table.records.storedAt(slot);
  }

  freshMs(slot: number, nowMs: number): number {
    return this.#ttlMsOf(slot) - this.ageMs(slot, nowMs);
  }

  /** Stores an entry as of now. `ownTtlMs` 0: the store's TTL. */
  put(key: K, value: Stored, bytes: number, ownTtlMs: number, nowMs: number): void {
    let slot = NONE;
    if (key === this.#missedKey) {
      this.#missedKey = undefined;
      slot = this.#insert(key, this.#missedHash, value, nowMs);
    } else {
      const hash = hashKey(key, this.#hashSeed);
      slot = this.#table.find(key, hash);
      if (slot === NONE) {
        this.#segments.missed(hash);
        slot = this.#insert(key, hash, value, nowMs);
      } else this.#segments.touch(slot);
    }
    this.#write(slot, value, bytes);
    this.#table.records.setStoredAt(slot, nowMs);
    if (this.#ownTtlMs !== undefined || ownTtlMs > 0) this.#setOwnTtl(slot, ownTtlMs);
    const deadlineMs = nowMs + (ownTtlMs > 0 ? ownTtlMs : this.#ttl.shortestMs);
    if (deadlineMs < this.#roundDeadlineMs) this.#roundDeadlineMs = deadlineMs;
    if (deadlineMs < this.#quietUntilMs) this.#quietUntilMs = deadlineMs;
  }

  /** Puts another form of the same value in place, if it is still there. */
  replace(key: K, value: Stored, by: Stored, bytes: number): void {
    const slot = this.find(key);
    if (slot !== NONE && this.#table.read(slot) === value) this.#write(slot, by, bytes);
  }

  remove(slot: number, reason: 'expired' | 'invalidated'): void {
    const hash = this.#table.records.hashOf(slot);
    if (reason === 'expired') this.#table.remember(hash, LONG_AGO);
    else this.#table.forget(hash);
    this.#segments.remove(slot);
    this.#release(slot, reason === 'expired' ? LEFT_EXPIRED : LEFT_INVALIDATED);
  }

  clear(): void {
    this.#counts.add(LEFT_CLEARED, this.size);
    this.#table.clear();
    this.#segments.clear();
    this.#ownTtlMs = undefined;
    this.#missedKey = undefined;
    this.#bytes = 0;
    this.#ttlChanged();
  }

  /** Drops what has expired among the next `slots` slots; the next call goes on from there. */
  sweep(slots: number, nowMs: number): void {
    if (nowMs < this.#quietUntilMs) return;
    const { used, records } = this.#table;
    for (let step = Math.min(slots, used); step > 0; step--) {
      if (this.#cursor >= used) {
        this.#cursor = 0;
        this.#quietUntilMs = this.#roundDeadlineMs;
        this.#roundDeadlineMs = Infinity;
        if (nowMs < this.#quietUntilMs) return;
      }
      const slot = this.#cursor++;
      const deadlineMs = records.storedAt(slot) + this.#ttlMsOf(slot);
      if (deadlineMs <= nowMs) this.remove(slot, 'expired');
      else if (deadlineMs < this.#roundDeadlineMs) this.#roundDeadlineMs = deadlineMs;
    }
  }

  setTtl(ms: number): void {
    this.#ttl.set(ms);
    this.#ttlChanged();
  }

  divideTtl(aMs: number, bMs: number, share: number, seed: number): void {
    this.#ttl.divide(aMs, bMs, share, seed);
    this.#ttlChanged();
  }

  setPolicy(policy: EvictionPolicy): void {
    this.#segments.setPolicy(policy);
  }

  setCapacity(capacity: number): void {
    this.#segments.setCapacity(capacity);
  }

  divideCapacity(a: number, b: number, share: number, seed: number): void {
    this.#segments.divide(a, b, share, seed);
  }

  #missed(key: K, hash: number, nowMs: number): number {
    this.#missedKey = key;
    this.#missedHash = hash;
    this.#segments.missed(hash);
    const tick = this.#table.recall(hash);
    // One that had to make room, but whose TTL would have run out by now, is an expiry: more room would not have helped it.
    return tick < 0 ? -MISS : tick * MS_PER_TICK > nowMs ? -EVICTED : -EXPIRED;
  }

  #insert(key: K, hash: number, value: Stored, nowMs: number): number {
    if (nowMs >= this.#quietUntilMs) this.sweep(SWEEP_PER_INSERT, nowMs);
    const table = this.#table;
    const victim = this.#segments.victimFor(hash);
    if (victim !== NONE) this.#makeWay(victim);
    if (table.full) this.#grow();
    const slot = table.take(key, hash, value);
    this.#segments.add(slot, hash);
    return slot;
  }

  #grow(): void {
    const table = this.#table;
    table.grow(Math.min(table.length * 2, Math.max(this.#segments.capacity, table.length + 1)));
    this.#segments.grow();
    if (this.#ownTtlMs === undefined) return;
    const former = this.#ownTtlMs;
    this.#ownTtlMs = new Float64Array(table.length);
    this.#ownTtlMs.set(former);
  }

  #write(slot: number, value: Stored, bytes: number): void {
    const { records } = this.#table;
    this.#bytes += bytes - records.bytesOf(slot);
    this.#table.setValue(slot, value);
    records.setBytes(slot, bytes);
  }

  #ttlMsOf(slot: number): number {
    const own = this.#ownTtlMs === undefined ? 0 : (this.#ownTtlMs[slot] ?? 0);
    if (own > 0) return own;
    return this.#ttl.divided ? this.#ttl.for(this.#table.records.hashOf(slot)) : this.#ttl.ms;
  }

  #ttlChanged(): void {
    this.#commonTtlMs = this.#ownTtlMs === undefined && !this.#ttl.divided ? this.#ttl.ms : undefined;
    this.#cursor = 0;
    this.#roundDeadlineMs = 0;
    this.#quietUntilMs = 0;
  }

  #setOwnTtl(slot: number, ms: number): void {
    this.#commonTtlMs = undefined;
    this.#ownTtlMs ??= new Float64Array(this.#table.length);
    this.#ownTtlMs[slot] = ms;
  }

  /** The evictor has chosen the slot and forgotten it. */
  #makeWay(slot: number): void {
    const { records } = this.#table;
    const tick = Math.ceil((records.storedAt(slot) + this.#ttlMsOf(slot)) / MS_PER_TICK);
    this.#table.remember(records.hashOf(slot), tick > MAX_TICK ? MAX_TICK : tick);
    this.#release(slot, LEFT_FOR_ROOM);
  }

  #release(slot: number, reasonCell: number): void {
    this.#bytes -= this.#table.records.bytesOf(slot);
    this.#table.release(slot);
    this.#counts.add(reasonCell, 1);
  }
}
