import { MAX_TTL_SECONDS } from '../cache-options.js';
import type { TieredCacheOptions } from './types.js';

/** @throws RangeError that names the cache, the option, and what would be right. */
export function checkTieredOptions<V>(options: TieredCacheOptions<V>): void {
  const { name, ttlSeconds, secondTier } = options;
  const within = (option: string, value: number | undefined, least: number, most: number): void => {
    if (value === undefined || (value >= least && value <= most)) return;
    throw new RangeError(`Cache "${name}": ${option} is ${value}; give ${least} to ${most}.`);
  };
  const mostStale = MAX_TTL_SECONDS - Math.max(ttlSeconds, options.maxTtlSeconds ?? 0);
  within('staleWhileRevalidateSeconds', options.staleWhileRevalidateSeconds, 0, mostStale);
  within('staleIfErrorSeconds', options.staleIfErrorSeconds, 0, mostStale);
  within('negativeTtlSeconds', options.negativeTtlSeconds, 0, ttlSeconds);
  within('earlyRefreshBeta', options.earlyRefreshBeta, 0, 100);
  within('secondTier.deadlineMs', secondTier?.deadlineMs, 1, 10_000);
  within('secondTier.loadWaitMs', secondTier?.loadWaitMs, 0, 60_000);
}
