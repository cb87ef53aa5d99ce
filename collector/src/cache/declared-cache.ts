import type { EvictionPolicy } from '../contract/index.js';
import { createCache } from './cache.js';
import { createAdaptiveCache } from './choosing/adaptive-cache.js';
import { createFreshCache, type CacheStaleness } from './freshness/create-fresh-cache.js';
import type { CacheKey } from './key-hash.js';
import type { Cache, CacheOptions } from './types.js';

/** One policy, or `auto`: chosen and changed by miniature simulation of the cache's own look-ups, undone where it was wrong. */
export type DeclaredPolicy = EvictionPolicy | 'auto';

export interface DeclaredCacheOptions extends Omit<CacheOptions, 'policy' | 'sample' | 'onClose'> {
  /** Default `lru`. */
  readonly policy?: DeclaredPolicy;
  /** How many hits may be out of date; with it the TTL is kept right within its bounds. Undeclared: it is not. */
  readonly staleness?: CacheStaleness;
}

/** A cache as an application declares it. @throws RangeError where an option cannot be right. */
export function createDeclaredCache<V>({ staleness, ...options }: DeclaredCacheOptions): Cache<V> {
  if (staleness === undefined) return createPlain<V>(options);
  return createFreshCache<V, string>(options, staleness, (adjusted) => createPlain<V>({ ...options, ...adjusted }));
}

function createPlain<V, K extends CacheKey = string>({
  policy,
  ...options
}: Omit<DeclaredCacheOptions, 'staleness'>): Cache<V, K> {
  if (policy !== 'auto') return createCache<V, K>({ ...options, ...(policy === undefined ? {} : { policy }) });
  const { instruments, name, random = Math.random } = options;
  const { cache, chooser } = createAdaptiveCache<V, K>(
    (first, sample) => createCache({ ...options, policy: first, sample, onClose: () => chooser.close() }),
    { seed: Math.floor(random() * 0x1_0000_0000) | 0, series: { instruments, name } }
  );
  return cache;
}
