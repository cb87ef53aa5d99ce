import type { EvictionPolicy } from '../contract/index.js';
import { CELLS, type CacheCounts } from './cache-counts.js';
import { EntryTable } from './entry-table.js';
import { ExpirySweep } from './expiry-sweep.js';
import type { CacheKey } from './key-hash.js';
import { MissReasons } from './miss-reasons.js';
import { LAYOUT } from './records.js';
import { Segments } from './segments.js';
import { TableAtHand } from './table-at-hand.js';
import { Tags } from './tags.js';
import { TimeToLive } from './time-to-live.js';

const { EXPIRED, LEFT_CLEARED, LEFT_EXPIRED, LEFT_FOR_ROOM, LEFT_INVALIDATED } = CELLS;

const { NONE, RECORD_SHIFT, STATE, STORED_AT, TIME_SHIFT } = LAYOUT;

const FIRST_SLOTS = 256;
/** Slots looked at per new entry beside the regular sweep: expiry never sweeps the whole store at once. */
const SWEEP_PER_INSERT = 1;

export interface EntryStoreOptions {
  readonly policy: EvictionPolicy;
  readonly capacity: number;
  readonly ttlMs: number;
  /** 32 bits that nobody outside knows. */
  readonly hashSeed: number;
  /** Told whenever entries leave. */
  readonly counts: CacheCounts;
  /** Bytes that all values together may have; undefined: as many as there are. */
  readonly maxBytes: number | undefined;
}

/** Bounded entries with a TTL. Times are monotonic milliseconds and come from the caller. */
export class EntryStore<K extends CacheKey, Stored> extends TableAtHand<K, Stored> {
  readonly #ttl: TimeToLive;
  readonly #segments: Segments;
  readonly #counts: CacheCounts;
  /** The policy's, see `Evictor`. */
  #hitsUpTo = -1;
  /** What every entry has, unless there are own TTLs or a trial. */
  #commonTtlMs: number | undefined;
  readonly #expiry = new ExpirySweep();
  readonly #deadlineOf = (slot: number): number => this.table.records.storedAt(slot) + this.#ttlMsOf(slot);
  readonly #expire = (slot: number): void => this.remove(slot, 'expired');
  // The last miss: a `put` follows it mostly, and need neither look the key up nor hash it again.
  #missedKey: K | undefined;
  #missedHash: number | undefined;
  #maxBytes: number | undefined;
  #tags: Tags<K> | undefined;
  readonly #reasons = new MissReasons();
  /** Whether the policy or a trial goes by hashes, so that those of all entries stand in their records. */
  #hashed = false;

  constructor(options: EntryStoreOptions) {
    const { policy, capacity } = options;
    super(new EntryTable(Math.min(capacity, FIRST_SLOTS), options.hashSeed));
    this.#ttl = new TimeToLive(options.ttlMs);
    this.#commonTtlMs = options.ttlMs;
    this.#counts = options.counts;
    this.#maxBytes = options.maxBytes;
    this.#segments = new Segments(this.table.records, policy, capacity, (slot) => this.#makeWay(slot));
    this.#hashingChanged();
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

  /**
   * The slot of a key that is asked for, which counts as a use of it; where there is no fresh entry, the negative of the cell
   * that counts why: never seen, expired or evicted.
   */
  use(key: K, nowMs: number): number {
    const { map } = this;
    const slot = map === undefined ? this.table.find(key) : map.get(key);
    if (slot === undefined || slot === NONE) return -this.#missed(key, nowMs);
    const ageMs = nowMs - (this.times[(slot << TIME_SHIFT) | STORED_AT] ?? 0);
    if (ageMs >= (this.#commonTtlMs ?? this.#ttlMsOf(slot))) return this.#ranOut(key, slot, nowMs);
    this.#touch(slot);
    return slot;
  }

  /** 32 bits of the key that `use` was called with last, when it returned `slot`. */
  hashOfUsed(key: K, slot: number): number {
    if (slot >= 0) return this.table.hashOf(slot);
    return (this.#missedHash ??= this.table.hashOfKey(key));
  }

  freshMs(slot: number, nowMs: number): number {
    return this.#ttlMsOf(slot) - this.ageMs(slot, nowMs);
  }

  /** Stores an entry as of now, unless it alone has more than `maxBytes`. `ownTtlMs` 0: the store's TTL. `bytes`: a whole number. */
  put(key: K, value: Stored, bytes: number, ownTtlMs: number, nowMs: number): void {
    if (this.#maxBytes !== undefined && bytes > this.#maxBytes) {
      // What was stored before is as outdated as if this were stored.
      this.delete(key);
      return;
    }
    const missed = key === this.#missedKey;
    let slot = missed ? NONE : this.find(key);
    if (slot === NONE) {
      if (!missed) {
        this.#missedHash = undefined;
        if (this.#hashed) this.#segments.missed((this.#missedHash = this.table.hashOfKey(key)));
      }
      slot = this.#insert(key, value, nowMs);
    } else {
      this.#tags?.drop(key);
      this.#touch(slot);
    }
    this.#missedKey = undefined;
    this.write(slot, value, bytes);
    this.times[(slot << TIME_SHIFT) | STORED_AT] = nowMs;
    if (this.#commonTtlMs === undefined || ownTtlMs > 0) this.#setOwnTtl(slot, ownTtlMs);
    this.#expiry.note(nowMs + (ownTtlMs > 0 ? ownTtlMs : this.#ttl.shortestMs));
    if (this.#maxBytes !== undefined) this.#shed();
  }

  /** The key carries these tags until it is stored again or leaves. */
  setTags(key: K, tags: readonly string[]): void {
    if (this.#tags === undefined && tags.length === 0) return;
    this.#tags ??= new Tags();
    if (this.find(key) !== NONE) this.#tags.set(key, tags);
  }

  /** Whether it was stored. */
  delete(key: K): boolean {
    const slot = this.find(key);
    if (slot !== NONE) this.remove(slot, 'invalidated');
    return slot !== NONE;
  }

  /** Removes the entries that carry a tag; how many. */
  invalidateTag(tag: string): number {
    const keys = this.#tags?.keysOf(tag) ?? [];
    for (const key of keys) this.delete(key);
    return keys.length;
  }

  /** Removes the entries whose keys begin so, numbers read as text; how many. Looks at every key. */
  invalidatePrefix(prefix: string): number {
    const slots = this.table.slotsWithPrefix(prefix);
    for (const slot of slots) this.remove(slot, 'invalidated');
    return slots.length;
  }

  get maxBytes(): number | undefined {
    return this.#maxBytes;
  }

  /** Evicts what is too much. */
  setMaxBytes(bytes: number | undefined): void {
    this.#maxBytes = bytes;
    this.#shed();
  }

  /** Puts another form of the same value in place, if it is still there. */
  replace(key: K, value: Stored, by: Stored, bytes: number): void {
    const slot = this.find(key);
    if (slot === NONE || this.table.read(slot) !== value) return;
    this.write(slot, by, bytes);
    this.#shed();
  }

  remove(slot: number, reason: 'expired' | 'invalidated'): void {
    if (this.#reasons.watching) {
      if (reason === 'expired') this.#reasons.expired(this.table.hashOf(slot));
      else this.#reasons.forget(this.table.hashOf(slot));
    }
    this.#reasons.departed();
    this.#tags?.drop(this.table.keyOf(slot));
    this.#segments.remove(slot);
    this.forgetBytes(slot);
    this.table.release(slot);
    this.#counts.add(reason === 'expired' ? LEFT_EXPIRED : LEFT_INVALIDATED, 1);
  }

  clear(): void {
    this.#counts.add(LEFT_CLEARED, this.size);
    this.clearTable();
    this.#tags = undefined;
    this.#reasons.clear();
    this.#segments.clear();
    this.#ttl.clearOwn();
    this.#missedKey = undefined;
    this.#hashingChanged();
    this.#ttlChanged();
  }

  /** Drops what has expired among the next `slots` slots; the next call goes on from there. */
  sweep(slots: number, nowMs: number): void {
    this.#expiry.run(slots, this.table.used, nowMs, this.#deadlineOf, this.#expire);
  }

  setTtl(ms: number): void {
    this.#ttl.set(ms);
    this.#hashingChanged();
    this.#ttlChanged();
  }

  divideTtl(aMs: number, bMs: number, share: number, seed: number): void {
    this.#ttl.divide(aMs, bMs, share, seed);
    this.#hashingChanged();
    this.#ttlChanged();
  }

  setPolicy(policy: EvictionPolicy): void {
    this.table.fillHashes();
    this.#segments.setPolicy(policy);
    this.#hashingChanged();
  }

  setCapacity(capacity: number): void {
    this.#segments.setCapacity(capacity);
    this.#hashingChanged();
  }

  divideCapacity(a: number, b: number, share: number, seed: number): void {
    this.table.fillHashes();
    this.#segments.divide(a, b, share, seed);
    this.#hashingChanged();
  }

  #ranOut(key: K, slot: number, nowMs: number): number {
    this.remove(slot, 'expired');
    this.#missed(key, nowMs);
    return -EXPIRED;
  }

  /** The cell that counts a miss of this key. */
  #missed(key: K, nowMs: number): number {
    this.#missedKey = key;
    if (!this.#hashed && !this.#reasons.watching) {
      this.#missedHash = undefined;
      return this.#reasons.guess();
    }
    const hash = (this.#missedHash = this.table.hashOfKey(key));
    if (this.#hashed) this.#segments.missed(hash);
    return this.#reasons.reasonFor(hash, nowMs);
  }

  #insert(key: K, value: Stored, nowMs: number): number {
    if (!this.#expiry.isQuiet(nowMs)) this.sweep(SWEEP_PER_INSERT, nowMs);
    const table = this.table;
    if (typeof key === 'number' && !table.hashes) {
      table.useChains();
      this.#hashingChanged();
    }
    const hash = this.#hashed ? (this.#missedHash ?? table.hashOfKey(key)) : 0;
    let slot = this.#segments.victimFor(hash);
    if (slot === NONE) {
      if (table.full) this.#grow();
      slot = table.take(key, value);
    } else {
      this.#departs(slot);
      table.reuse(slot, key, value);
    }
    if (this.#hashed) table.records.setHash(slot, hash);
    this.#segments.add(slot, hash);
    return slot;
  }

  #grow(): void {
    const table = this.table;
    table.grow(Math.min(table.length * 2, Math.max(this.#segments.capacity, table.length + 1)));
    this.#segments.grow();
    this.#hashingChanged();
    this.#ttl.grow(table.length);
  }

  /** A slot was read or overwritten. */
  #touch(slot: number): void {
    const limit = this.#hitsUpTo;
    if (limit < 0) {
      this.#segments.touch(slot);
      return;
    }
    const at = (slot << RECORD_SHIFT) | STATE;
    const state = this.words[at] ?? 0;
    if ((state & limit) !== limit) this.words[at] = state + 1;
  }

  /** Makes room until all values together fit. */
  #shed(): void {
    if (this.#maxBytes === undefined) return;
    while (this.bytes > this.#maxBytes) {
      const slot = this.#segments.evict();
      if (slot === NONE) return;
      this.#makeWay(slot);
    }
  }

  #ttlMsOf(slot: number): number {
    const own = this.#ttl.ownOf(slot);
    if (own > 0) return own;
    return this.#ttl.divided ? this.#ttl.for(this.table.records.hashOf(slot)) : this.#ttl.ms;
  }

  #hashingChanged(): void {
    const onTrial = this.#segments.divided || this.#ttl.divided;
    const hashed = this.#segments.usesHashes || onTrial;
    // For the time of a trial a Map stays.
    if (!onTrial && !this.table.hashes && !this.#segments.prefersMap) this.table.useChains();
    if (hashed && !this.#hashed) this.table.fillHashes();
    this.#hashed = hashed;
    this.#reasons.set(this.table.length, hashed || this.table.hashes);
    this.#hitsUpTo = this.#segments.hitsUpTo;
    this.adopt();
  }

  #ttlChanged(): void {
    this.#commonTtlMs = this.#ttl.commonMs;
    this.#expiry.reset();
  }

  #setOwnTtl(slot: number, ms: number): void {
    this.#ttl.setOwn(slot, ms, this.table.length);
    this.#commonTtlMs = this.#ttl.commonMs;
  }

  /** The evictor has chosen the slot and forgotten it. */
  #makeWay(slot: number): void {
    this.#departs(slot);
    this.table.release(slot);
  }

  /** An entry leaves for want of room. */
  #departs(slot: number): void {
    if (this.#reasons.watching) this.#reasons.evicted(this.table.hashOf(slot), this.#deadlineOf(slot));
    this.#reasons.departed();
    this.#tags?.drop(this.table.keyOf(slot));
    this.#counts.add(LEFT_FOR_ROOM, 1);
    this.forgetBytes(slot);
  }
}
