import type { EvictionPolicy } from '../../contract/index.js';
import type { CacheKey } from '../key-hash.js';
import type { RequestSample } from '../request-sample.js';
import type { Cache, CacheStats } from '../types.js';
import { CacheChooser, type CacheChooserOptions } from './cache-chooser.js';
import type { SizedCache } from './memory-coordinator.js';
import { FIRST_POLICY } from './rotation.js';

export interface AdaptiveCache<V, K extends CacheKey> {
  readonly cache: Cache<V, K>;
  readonly chooser: CacheChooser;
  /** For a `MemoryCoordinator`, where the capacity is to be chosen, too. */
  readonly sized: SizedCache;
}

/**
 * A cache whose policy is chosen by its chooser. `create` makes it with the policy to begin with, and has to show the sample
 * its look-ups (see `RequestSample`). Close both when done.
 */
export function createAdaptiveCache<V, K extends CacheKey>(
  create: (policy: EvictionPolicy, sample: RequestSample) => Cache<V, K>,
  options: Omit<CacheChooserOptions, 'cache'>
): AdaptiveCache<V, K> {
  const relay = new Relay();
  const cache = create(FIRST_POLICY, relay);
  const chooser = new CacheChooser({ ...options, cache: new ObservedCache(cache) });
  relay.to = chooser.sample;
  return { cache, chooser, sized: new ResizableCache(cache, chooser) };
}

/** The cache needs its sample before there is a chooser, which needs the cache. */
class Relay implements RequestSample {
  to: RequestSample | undefined;

  get below(): number {
    return this.to === undefined ? 0 : this.to.below;
  }

  requested(hash: number): void {
    this.to?.requested(hash);
  }

  counted(lookUps: number): void {
    this.to?.counted(lookUps);
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

class ResizableCache<V, K extends CacheKey> extends ObservedCache<V, K> implements SizedCache {
  readonly #chooser: CacheChooser;

  constructor(cache: Cache<V, K>, chooser: CacheChooser) {
    super(cache);
    this.#chooser = chooser;
  }

  get name(): string {
    return this.cache.name;
  }

  get bytes(): number {
    return this.cache.stats().bytes;
  }

  get lookUps(): number {
    return lookUpsOf(this.cache.stats());
  }

  get predictions() {
    return this.#chooser.predictions;
  }

  setCapacity(entries: number): void {
    this.cache
      .tunables()
      .find((tunable) => tunable.describe().kind === 'capacity')
      ?.set(entries);
  }
}

const lookUpsOf = ({ hits, misses, expired, evicted }: CacheStats): number => hits + misses + expired + evicted;
