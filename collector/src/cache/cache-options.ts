import { SETTING_NAMES } from '../contract/index.js';
import type { CacheOptions } from './types.js';

export const MAX_CAPACITY = 10_000_000;
/** Enough for a year; a longer TTL is a cache that never forgets. */
export const MAX_TTL_SECONDS = 31_536_000;

/** The bounds within which a cache can be turned, all given. */
export interface CacheBounds {
  readonly minTtlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly maxTtlReason: string;
  readonly prefix: string;
}

/** @throws RangeError that names the cache, the option, and what would be right. */
export function checkOptions(options: CacheOptions): CacheBounds {
  const { name, capacity, ttlSeconds } = options;
  const fail = (what: string, right: string): never => {
    throw new RangeError(`Cache "${name}": ${what}; ${right}.`);
  };
  if (name === '') throw new RangeError('A cache needs a name; give `name` at least one character.');
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > MAX_CAPACITY) {
    fail(`capacity is ${capacity}`, `give a whole number from 1 to ${MAX_CAPACITY}`);
  }
  if (!(ttlSeconds > 0) || ttlSeconds > MAX_TTL_SECONDS) {
    fail(`ttlSeconds is ${ttlSeconds}`, `give more than 0 and at most ${MAX_TTL_SECONDS}`);
  }
  if (options.maxBytes !== undefined && !(options.maxBytes > 0)) {
    fail(`maxBytes is ${options.maxBytes}`, 'give more than 0, or leave it out for no limit');
  }
  const maxTtlSeconds = options.maxTtlSeconds ?? ttlSeconds;
  if (!(maxTtlSeconds >= ttlSeconds)) {
    fail(`maxTtlSeconds ${maxTtlSeconds} is below ttlSeconds ${ttlSeconds}`, 'raise the one or lower the other');
  }
  const minTtlSeconds = options.minTtlSeconds ?? Math.min(1, ttlSeconds);
  if (!(minTtlSeconds > 0) || minTtlSeconds > ttlSeconds) {
    fail(`minTtlSeconds is ${minTtlSeconds}`, `give more than 0 and at most ttlSeconds, ${ttlSeconds}`);
  }
  return {
    minTtlSeconds,
    maxTtlSeconds,
    maxTtlReason:
      options.maxTtlReason ??
      (options.maxTtlSeconds === undefined
        ? `cache ${name} declares no maxTtlSeconds, so nothing gets older than its ttlSeconds`
        : `maxTtlSeconds of cache ${name}`),
    prefix: options.settingPrefix ?? SETTING_NAMES.cachePrefix(name),
  };
}
