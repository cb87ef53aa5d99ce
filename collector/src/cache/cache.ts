import { silentLog, type Arm, type Clock, type EvictionPolicy, type Tunable } from '../contract/index.js';
import { markArm, type RequestContext, type RequestContextCarrier } from '../instruments/request-context.js';
import { createSingleFlight } from '../loading/single-flight.js';
import { CELLS, CacheCounts } from './cache-counts.js';
import { foundAmong, loadMany, type BulkLoad } from './bulk-load.js';
import { checkOptions } from './cache-options.js';
import { CacheSeries } from './cache-series.js';
import { cacheTunables, type TurnableCache } from './cache-tunables.js';
import { CoarseClock } from './coarse-clock.js';
import { Packed, Packer, type Payload } from './compression.js';
import { EntryStore } from './entry-store.js';
import { positionOf, type CacheKey } from './key-hash.js';
import { MAX_BYTES, NONE } from './records.js';
import type { RequestSample } from './request-sample.js';
import type { CacheOptions, CacheStats, EntryOptions, RecountedCache } from './types.js';
import { ValueSizer, sizeOfValue } from './value-size.js';

export type { BulkLoad } from './bulk-load.js';
export type { RequestSample } from './request-sample.js';
export type { Cache, CacheOptions, CacheStats, EntryOptions } from './types.js';

const { EVICTED, EXPIRED, HIT, LEFT_FOR_ROOM, MISS } = CELLS;

/** An idle cache forgets what has expired, too: so many slots at a time, so often, while that takes no longer than this. */
const SWEEP_SLOTS = 250;
const SWEEP_EVERY_MS = 1000;
const SWEEP_MAX_MS = 1;
const MAX_SWEEPS = 80;

interface Split {
  readonly share: number;
  readonly seed: number;
}

/**
 * A bounded cache in this process, counted and tunable. `payload` finds the bytes to compress in values that are no string,
 * buffer or plain JSON. @throws RangeError where an option cannot be right.
 */
export function createCache<V, K extends CacheKey = string>(
  options: CacheOptions,
  payload?: Payload<V>
): RecountedCache<V, K> {
  return new MeasuredCache<V, K>(options, payload);
}

class MeasuredCache<V, K extends CacheKey> implements RecountedCache<V, K>, TurnableCache {
  readonly name: string;
  readonly #clock: Clock;
  readonly #coarse: CoarseClock;
  readonly #carrier: RequestContextCarrier | undefined;
  readonly #store: EntryStore<K, V | Packed<V>>;
  readonly #counts = new CacheCounts();
  readonly #series: CacheSeries;
  readonly #sizer = new ValueSizer();
  readonly #packer: Packer<V> | undefined;
  readonly #payload: Payload<V> | undefined;
  readonly #flights = createSingleFlight<K, V>();
  readonly #tunables: readonly Tunable[];
  readonly #sample: RequestSample | undefined;
  readonly #onClose: (() => void) | undefined;
  /** Look-ups that the sample has been told of. */
  #told = 0;
  /** The sample's bound, which moves when it is told of look-ups. */
  #sampledBelow = 0;
  #capacity: number;
  #split: Split | undefined;
  #cancelSweep: (() => void) | undefined;
  #closed = false;

  constructor(options: CacheOptions, payload: Payload<V> | undefined) {
    const bounds = checkOptions(options);
    const { name, clock, capacity, ttlSeconds } = options;
    this.name = name;
    this.#clock = clock;
    this.#sample = options.sample;
    this.#coarse = new CoarseClock(clock, options.sample === undefined ? undefined : () => this.#tellSample());
    this.#carrier = options.carrier;
    this.#onClose = options.onClose;
    this.#capacity = capacity;
    this.#payload = payload;
    this.#packer = options.compress === true ? new Packer(payload, options.log ?? silentLog) : undefined;
    const random = options.random ?? Math.random;
    this.#store = new EntryStore({
      policy: options.policy ?? 'lru',
      capacity,
      ttlMs: ttlSeconds * 1000,
      hashSeed: Math.floor(random() * 0x1_0000_0000) | 0,
      counts: this.#counts,
      maxBytes: options.maxBytes,
    });
    this.#series = new CacheSeries(options.instruments, name, this.#counts, this.#store);
    this.#tunables = cacheTunables(this, bounds, { ttlSeconds, capacity, routes: options.routes ?? [] });
  }

  get size(): number {
    return this.#store.size;
  }

  get policy(): EvictionPolicy {
    return this.#store.policy;
  }

  get(key: K, context?: RequestContext): V | undefined {
    const store = this.#store;
    const slot = store.use(key, this.#coarse.now());
    if (this.#split !== undefined) this.#mark(store.hashOfUsed(key, slot), this.#split, context);
    if (this.#sampledBelow > 0) this.#show(key, slot);
    if (slot < 0) {
      this.#counts.add(-slot, 1);
      return undefined;
    }
    this.#counts.add(HIT, 1);
    const value = store.read(slot);
    return this.#packer === undefined ? (value as V) : this.#unpacked(this.#packer, value);
  }

  uncountHit(): void {
    this.#counts.add(HIT, -1);
  }

  countExpired(): void {
    this.#counts.add(EXPIRED, 1);
  }

  hashOfMissed(key: K): number {
    return this.#store.hashOfUsed(key, NONE);
  }

  set(key: K, value: V, options?: number | EntryOptions): void {
    if (typeof options !== 'object') {
      this.#put(key, value, options, undefined);
      return;
    }
    const { bytes } = options;
    if (bytes !== undefined && !(bytes > 0 && bytes <= MAX_BYTES)) {
      throw new RangeError(
        `Cache "${this.name}": an entry cannot have ${bytes} bytes; give more than 0, up to ${MAX_BYTES}.`
      );
    }
    this.#put(key, value, options.ttlSeconds, bytes === undefined ? undefined : Math.ceil(bytes));
    if (options.tags !== undefined) this.#store.setTags(key, options.tags);
  }

  #put(key: K, value: V, ttlSeconds: number | undefined, ownBytes: number | undefined): void {
    if (this.#closed) return;
    if (value === undefined || (ttlSeconds !== undefined && !(ttlSeconds > 0))) {
      this.delete(key);
      return;
    }
    const packed = this.#packer === undefined ? undefined : this.#pack(this.#packer, key, value, ownBytes);
    const bytes = ownBytes ?? (packed === undefined ? this.#sizeOf(value) : packed.data.length);
    const ownTtlMs = ttlSeconds === undefined ? 0 : ttlSeconds * 1000;
    this.#store.put(key, packed ?? value, bytes, ownTtlMs, this.#coarse.now());
    this.#cancelSweep ??= this.#clock.after(SWEEP_EVERY_MS, this.#sweep);
  }

  has(key: K): boolean {
    const now = this.#coarse.now();
    const slot = this.#store.find(key);
    return slot !== NONE && this.#store.freshMs(slot, now) > 0;
  }

  ageOf(key: K): { readonly ageSeconds: number; readonly freshSeconds: number } | undefined {
    const now = this.#coarse.now();
    const slot = this.#store.find(key);
    if (slot === NONE) return undefined;
    const freshMs = this.#store.freshMs(slot, now);
    if (freshMs <= 0) return undefined;
    return { ageSeconds: this.#store.ageMs(slot, now) / 1000, freshSeconds: freshMs / 1000 };
  }

  delete(key: K): boolean {
    this.#flights.forget(key);
    return this.#store.delete(key);
  }

  clear(): void {
    this.#flights.forgetAll();
    this.#store.clear();
  }

  getOrLoad(key: K, load: (signal: AbortSignal) => Promise<V>, context?: RequestContext): Promise<V> {
    const found = this.get(key, context);
    if (found !== undefined) return Promise.resolve(found);
    return this.#flights.run(key, async (signal) => {
      const startedAt = this.#clock.monotonic();
      const value = await load(signal);
      this.#series.load.observe((this.#clock.monotonic() - startedAt) / 1000);
      // Dropped or cleared meanwhile: what was read before that may be stale.
      if (this.#flights.isCurrent(key, signal)) this.set(key, value);
      return value;
    });
  }

  getMany(keys: Iterable<K>, context?: RequestContext): Map<K, V> {
    return foundAmong(keys, (key) => this.get(key, context));
  }

  async getOrLoadMany(keys: Iterable<K>, load: BulkLoad<K, V>, context?: RequestContext): Promise<Map<K, V>> {
    const asked = [...keys];
    const found = this.getMany(asked, context);
    const missing = asked.filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const timed: BulkLoad<K, V> = async (wanted, signal) => {
      const startedAt = this.#clock.monotonic();
      const loaded = await load(wanted, signal);
      this.#series.load.observe((this.#clock.monotonic() - startedAt) / 1000);
      return loaded;
    };
    const loaded = await loadMany(missing, timed, this.#flights, (key, value) => this.set(key, value));
    for (const [key, value] of loaded) found.set(key, value);
    return found;
  }

  invalidateTag(tag: string): number {
    this.#flights.forgetAll();
    return this.#store.invalidateTag(tag);
  }

  invalidatePrefix(prefix: string): number {
    this.#flights.forgetAll();
    return this.#store.invalidatePrefix(prefix);
  }

  setMaxBytes(bytes: number | undefined): void {
    if (bytes !== undefined && !(bytes > 0)) {
      throw new RangeError(`Cache "${this.name}": maxBytes is ${bytes}; give more than 0, or undefined for no limit.`);
    }
    this.#store.setMaxBytes(bytes);
  }

  tunables(): readonly Tunable[] {
    return this.#tunables;
  }

  stats(): CacheStats {
    return {
      hits: this.#counts.of(HIT),
      misses: this.#counts.of(MISS),
      expired: this.#counts.of(EXPIRED),
      evicted: this.#counts.of(EVICTED),
      evictions: this.#counts.of(LEFT_FOR_ROOM),
      entries: this.#store.size,
      bytes: this.#store.bytes,
      capacity: this.#store.capacity,
      ttlSeconds: this.ttlSeconds(),
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flights.close();
    this.#store.clear();
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    this.#coarse.close();
    this.#series.close();
    this.#onClose?.();
  }

  ttlSeconds(): number {
    return this.#store.ttlMs / 1000;
  }

  setTtlSeconds(seconds: number): void {
    if (this.#store.ttlDivided) this.#split = undefined;
    this.#store.setTtl(seconds * 1000);
  }

  divideTtl(aSeconds: number, bSeconds: number, share: number, seed: number): void {
    this.#begin({ share, seed });
    this.#store.divideTtl(aSeconds * 1000, bSeconds * 1000, share, seed);
  }

  capacity(): number {
    return this.#capacity;
  }

  setCapacity(entries: number): void {
    if (this.#store.capacityDivided) this.#split = undefined;
    this.#capacity = entries;
    this.#store.setCapacity(entries);
  }

  setPolicy(policy: EvictionPolicy): void {
    this.#store.setPolicy(policy);
  }

  divideCapacity(a: number, b: number, share: number, seed: number): void {
    this.#begin({ share, seed });
    this.#capacity = a;
    this.#store.divideCapacity(a, b, share, seed);
  }

  #begin(split: Split): void {
    if (this.#split !== undefined) {
      throw new Error(`Cache "${this.name}" tries a setting already; end that trial before the next begins.`);
    }
    this.#split = split;
    this.#carrier?.enable();
  }

  /** A look-up is shown to the sample where it is one of its keys. */
  #show(key: K, slot: number): void {
    const hash = this.#store.hashOfUsed(key, slot);
    if (hash >>> 0 < this.#sampledBelow) this.#sample?.requested(hash);
  }

  /** Between look-ups, as often as the clock is read: no counting of its own then burdens a look-up. */
  #tellSample(): void {
    const sample = this.#sample;
    if (sample === undefined) return;
    const lookUps = this.#counts.lookUps;
    if (lookUps > this.#told) {
      sample.counted(lookUps - this.#told);
      this.#told = lookUps;
    }
    this.#sampledBelow = sample.below;
  }

  #mark(hash: number, { share, seed }: Split, context: RequestContext | undefined): void {
    const arm: Arm = positionOf(hash, seed) < share ? 'b' : 'a';
    markArm(context ?? this.#carrier?.current(), arm);
  }

  #pack(packer: Packer<V>, key: K, value: V, ownBytes: number | undefined): Packed<V> | undefined {
    return packer.pack(value, (later) => this.#store.replace(key, value, later, ownBytes ?? later.data.length));
  }

  #unpacked(packer: Packer<V>, value: V | Packed<V> | undefined): V | undefined {
    return value instanceof Packed ? packer.unpack(value) : value;
  }

  #sizeOf(value: V): number {
    const read = this.#payload === undefined ? value : this.#payload.read(value);
    // Where room is measured in bytes, a mean would let large values in.
    return this.#store.maxBytes === undefined ? this.#sizer.sizeOf(read) : sizeOfValue(read);
  }

  readonly #sweep = (): void => {
    this.#cancelSweep = undefined;
    const startedAt = this.#clock.monotonic();
    for (let sweeps = 0; sweeps < MAX_SWEEPS && this.#store.size > 0; sweeps++) {
      const nowMs = this.#clock.monotonic();
      if (nowMs - startedAt > SWEEP_MAX_MS) break;
      this.#store.sweep(SWEEP_SLOTS, nowMs);
    }
    if (this.#store.size > 0) this.#cancelSweep = this.#clock.after(SWEEP_EVERY_MS, this.#sweep);
  };
}
