import {
  CACHE_STRATEGIES,
  CACHE_STRATEGY_NAMES,
  type CacheStrategy,
  type Clock,
  type EvictionPolicy,
  type Log,
  type Tunable,
} from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import { createCache } from './cache.js';
import type { Cache } from './types.js';

export interface PerformanceCacheOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly carrier?: RequestContextCarrier;
  /** Entries per strategy. Default 1,000. */
  readonly capacity?: number;
  readonly policy?: EvictionPolicy;
  readonly log?: Log;
}

/** SPEC.md's `optimizer.cache`. What is larger than 1 KiB in the compressed strategies comes out as a fresh copy. */
export interface PerformanceCache {
  /** Stores under a strategy; the key leaves the strategy under which it was stored before. */
  set(key: string, data: unknown, strategy: CacheStrategy): void;
  get(key: string): unknown;
  delete(key: string): boolean;
  clear(): void;
  tunables(): readonly Tunable[];
  close(): void;
}

const DEFAULT_CAPACITY = 1000;
/** Where keys were stored is remembered beyond their entries, so that a look-up after they left counts at their strategy. */
const MEMORY = 5;

/** One cache per strategy, named by it, with the strategy's TTL and compression. @throws RangeError on a bad capacity. */
export function createPerformanceCache(options: PerformanceCacheOptions): PerformanceCache {
  const { capacity = DEFAULT_CAPACITY, ...shared } = options;
  const cacheFor = (strategy: CacheStrategy): Cache<unknown> => {
    const { ttlSeconds, compress } = CACHE_STRATEGIES[strategy];
    return createCache({
      ...shared,
      name: strategy,
      capacity,
      ttlSeconds,
      maxTtlReason: `TTL of strategy ${strategy}`,
      compress,
    });
  };
  const caches: Readonly<Record<CacheStrategy, Cache<unknown>>> = {
    instant: cacheFor('instant'),
    short: cacheFor('short'),
    medium: cacheFor('medium'),
    long: cacheFor('long'),
    persistent: cacheFor('persistent'),
  };
  const all = CACHE_STRATEGY_NAMES.map((strategy) => caches[strategy]);
  const homes = new Map<string, Cache<unknown>>();
  let latest = caches.short;
  let limit = 0;

  /** An entry that is used again and again can outlive the memory of where it was stored. */
  const homeOf = (key: string): Cache<unknown> | undefined => homes.get(key) ?? all.find((cache) => cache.has(key));

  const remember = (key: string, home: Cache<unknown>): void => {
    homes.delete(key);
    homes.set(key, home);
    if (homes.size <= limit) return;
    limit = MEMORY * all.reduce((sum, cache) => sum + cache.stats().capacity, 0);
    if (homes.size <= limit) return;
    const oldest = homes.keys().next();
    if (oldest.done !== true) homes.delete(oldest.value);
  };

  return {
    set(key, data, strategy) {
      if (!Object.hasOwn(caches, strategy)) {
        throw new RangeError(
          `There is no cache strategy "${strategy}"; use one of ${CACHE_STRATEGY_NAMES.join(', ')}.`
        );
      }
      const home = caches[strategy];
      const former = homeOf(key);
      if (former !== undefined && former !== home) former.delete(key);
      home.set(key, data);
      remember(key, home);
      latest = home;
    },
    // A key never stored has no strategy: it is a miss of the one that was stored to last.
    get: (key) => (homeOf(key) ?? latest).get(key),
    delete(key) {
      const home = homeOf(key);
      homes.delete(key);
      return home?.delete(key) ?? false;
    },
    clear() {
      homes.clear();
      for (const cache of all) cache.clear();
    },
    tunables: () => all.flatMap((cache) => cache.tunables()),
    close() {
      homes.clear();
      for (const cache of all) cache.close();
    },
  };
}
