/** SPEC.md's caching strategies. Times in seconds. */
export const CACHE_STRATEGIES = {
  instant: { ttlSeconds: 30, compress: false, use: 'Real-time data' },
  short: { ttlSeconds: 300, compress: false, use: 'Frequently changing' },
  medium: { ttlSeconds: 900, compress: true, use: 'Moderate updates' },
  long: { ttlSeconds: 3600, compress: true, use: 'Stable data' },
  persistent: { ttlSeconds: 86_400, compress: true, use: 'Static content' },
} as const;

export type CacheStrategy = keyof typeof CACHE_STRATEGIES;
export const CACHE_STRATEGY_NAMES = Object.keys(CACHE_STRATEGIES) as readonly CacheStrategy[];

/** Eviction policies by their names in the literature. */
export const EVICTION_POLICIES = ['lru', 'lfu', 'fifo', 'sieve', 's3-fifo', 'w-tinylfu'] as const;
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

export const ROUTE_PRIORITIES = ['high', 'medium', 'low'] as const;
export type RoutePriority = (typeof ROUTE_PRIORITIES)[number];
