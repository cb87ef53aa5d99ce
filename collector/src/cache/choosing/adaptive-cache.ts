import type { EvictionPolicy } from '../../contract/index.js';
import type { CacheKey } from '../key-hash.js';
import type { RequestSample } from '../request-sample.js';
import type { Cache, CacheStats } from '../types.js';
import { CacheChooser, type CacheChooserOptions } from './cache-chooser.js';
import type { SizedCache } from './memory-coordinator.js';
import { FIRST_POLICY } from './rotation.js';

/** Who has the word about a cache's capacity. */
export interface CapacityTurn {
  /** Whether it may be moved by itself now. */
  readonly free: () => boolean;
  /** False where somebody else owns or tries it: nothing was changed. */
  readonly set: (entries: number) => boolean;
}

export interface AdaptiveCache<V, K extends CacheKey> {
  readonly cache: Cache<V, K>;
  readonly chooser: CacheChooser;
  /** For a `MemoryCoordinator`, where the capacity is to be chosen, too. */
  readonly sized: (turn: CapacityTurn) => SizedCache;
}

/**
 * A cache whose policy is chosen by its chooser. `create` makes it with the policy to begin with, and has to show the sample
 * its look-ups (see `RequestSample`). `onLooked` is called every quarter of the capacity in look-ups, within one: turn the
 * cache later. Close both when done.
 */
export function createAdaptiveCache<V, K extends CacheKey>(
  create: (policy: EvictionPolicy, sample: RequestSample) => Cache<V, K>,
  options: Omit<CacheChooserOptions, 'cache'> & { readonly onLooked?: () => void }
): AdaptiveCache<V, K> {
  const relay = new Relay();
  const cache = create(FIRST_POLICY, relay);
  const chooser = new CacheChooser({ ...options, cache: new ObservedCache(cache) });
  relay.to = chooser.sample;
  const { onLooked } = options;
  if (onLooked !== undefined) relay.onLooked = { call: onLooked, capacity: () => cache.stats().capacity };
  return { cache, chooser, sized: (turn) => new ResizableCache(cache, chooser, turn) };
}

const LOOKED_PER_ENTRY = 0.25;

/** The cache needs its sample before there is a chooser, which needs the cache. */
class Relay implements RequestSample {
  to: RequestSample | undefined;
  onLooked: { readonly call: () => void; readonly capacity: () => number } | undefined;
  #left = 0;

  get below(): number {
    return this.to === undefined ? 0 : this.to.below;
  }

  requested(hash: number): void {
    this.to?.requested(hash);
  }

  counted(lookUps: number): void {
    this.to?.counted(lookUps);
    if (this.onLooked === undefined) return;
    this.#left -= lookUps;
    if (this.#left > 0) return;
    this.#left = this.onLooked.capacity() * LOOKED_PER_ENTRY;
    this.onLooked.call();
  }
}

class ObservedCache<V, K extends CacheKey> {
  protected readonly cache: Cache<V, K>;

  constructor(cache: Cache<V, K>) {
    this.cache = cache;
  }

  get size(): number {
    return this.cache.size;
  }

  get policy(): EvictionPolicy {
    return this.cache.policy;
  }

  get capacity(): number {
    return this.cache.stats().capacity;
  }

  get hits(): number {
    return this.cache.stats().hits;
  }

  get expired(): number {
    return this.cache.stats().expired;
  }

  setPolicy(policy: EvictionPolicy): void {
    this.cache.setPolicy(policy);
  }
}

/** What an entry takes beside its value: its record, its key's place in the index (`cache_bytes_per_entry` of the bench). */
const OVERHEAD_BYTES = 80;

class ResizableCache<V, K extends CacheKey> extends ObservedCache<V, K> implements SizedCache {
  readonly #chooser: CacheChooser;
  readonly #turn: CapacityTurn;

  constructor(cache: Cache<V, K>, chooser: CacheChooser, turn: CapacityTurn) {
    super(cache);
    this.#chooser = chooser;
    this.#turn = turn;
  }

  get name(): string {
    return this.cache.name;
  }

  get bytes(): number {
    const { bytes, entries } = this.cache.stats();
    return bytes + entries * OVERHEAD_BYTES;
  }

  get lookUps(): number {
    return lookUpsOf(this.cache.stats());
  }

  get predictions() {
    return this.#chooser.predictions;
  }

  get achieved(): number | undefined {
    return this.#chooser.achieved;
  }

  get free(): boolean {
    return !this.#chooser.onTrial && this.#turn.free();
  }

  setCapacity(entries: number): boolean {
    return this.#turn.set(entries);
  }

  judging(now: boolean): void {
    this.#chooser.paused = now;
  }
}

const lookUpsOf = ({ hits, misses, expired, evicted }: CacheStats): number => hits + misses + expired + evicted;
