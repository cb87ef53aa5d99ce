import type { CircuitState, RefreshOutcome, SecondTierError, SecondTierResult, Tunable } from '../../contract/index.js';
import type { RequestContext } from '../../instruments/request-context.js';
import type { CacheOptions, CacheStats } from '../types.js';
import type { ValueCodec } from './envelope.js';
import type { RedisClient } from './redis-connection.js';

export type { ValueCodec } from './envelope.js';
export type { RedisClient } from './redis-connection.js';

/** Where and how values are shared between instances. */
export interface SecondTierOptions {
  /** URL of a Redis (6.2 or later) or Valkey, or an ioredis client, of which duplicates are made; it is not touched itself. */
  readonly redis: string | RedisClient;
  /** Begins every key and channel; what shares it shares its values. Default `growth-engine`. */
  readonly keyPrefix?: string;
  /** Longest that Redis is waited for per command, in milliseconds, 1 to 10,000. Default 50. */
  readonly deadlineMs?: number;
  /** Longest that a request waits for a load of another instance before it loads itself, in milliseconds. Default 500. */
  readonly loadWaitMs?: number;
}

export interface TieredCacheOptions<V> extends Omit<CacheOptions, 'compress'> {
  /** Seconds after the TTL in which a value is given out while it is loaded anew in the background. Default 0. */
  readonly staleWhileRevalidateSeconds?: number;
  /** Seconds after the TTL in which a value is given out when loading it anew has failed. Default 0. */
  readonly staleIfErrorSeconds?: number;
  /**
   * Seconds for which "nothing there" (a load that resolves to undefined) is remembered, at most `ttlSeconds`; it is never
   * given out stale. Default 0: not at all.
   */
  readonly negativeTtlSeconds?: number;
  /** How eagerly values are loaded anew just before their TTL runs out; 0 never, 1 by the formula of isDueEarly. Default 1. */
  readonly earlyRefreshBeta?: number;
  /** Without it there is one tier, in memory. */
  readonly secondTier?: SecondTierOptions;
  /** How values are written for the second tier. Default: plain JSON; other values stay in memory and are counted. */
  readonly codec?: ValueCodec<V>;
}

export interface TieredCacheStats {
  /** Of the tier in memory. */
  readonly memory: CacheStats;
  /** Look-ups answered out of memory with a value whose TTL had run out. */
  readonly stale: number;
  readonly refreshes: Readonly<Record<RefreshOutcome, number>>;
  readonly secondTier: {
    readonly results: Readonly<Record<SecondTierResult, number>>;
    readonly errors: Readonly<Record<SecondTierError, number>>;
    /** Undefined without a second tier. */
    readonly circuit: CircuitState | undefined;
  };
}

/**
 * A cache in this process with a shared one behind it. No call fails because of the second tier, or waits for it longer
 * than its deadline. A value is never given out later than its TTL and the greater staleness budget allow, counted from the
 * beginning of its load. Values are shared, not copied.
 */
export interface TieredCache<V> {
  readonly name: string;
  /** Out of memory, or else out of the second tier; never loads. */
  get(key: string, context?: RequestContext): Promise<V | undefined>;
  /**
   * The value, or what `load` gives; one load per key at a time, among all instances where the second tier works. Undefined
   * is "nothing there". Rejects with what `load` rejects with, unless there is a value within `staleIfErrorSeconds`.
   */
  getOrLoad(
    key: string,
    load: (signal: AbortSignal) => Promise<V | undefined>,
    context?: RequestContext
  ): Promise<V | undefined>;
  /** Stores in both tiers, and makes the others forget theirs. Undefined drops the key. */
  set(key: string, value: V | undefined): Promise<void>;
  /**
   * Drops a key everywhere; loads under way are not stored. Where the second tier is gone, this instance forgets at once and
   * the others as soon as it is back.
   */
  delete(key: string): Promise<void>;
  /** Drops everything, everywhere. */
  clear(): Promise<void>;
  tunables(): readonly Tunable[];
  stats(): TieredCacheStats;
  /** Resolves when the second tier is in use for the first time, or cannot be reached. Without one, at once. */
  readonly ready: Promise<void>;
  /** Afterwards nothing is found, stored or loaded; no timer or socket is left. */
  close(): Promise<void>;
}
