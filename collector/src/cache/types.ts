import type { Clock, EvictionPolicy, Log, Random, Tunable } from '../contract/index.js';
import type { RequestContext, RequestContextCarrier } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import type { BulkLoad } from './bulk-load.js';
import type { CacheKey } from './key-hash.js';
import type { RequestSample } from './request-sample.js';

export interface CacheOptions {
  /** Label `cache` of its series; unique among the caches of one Instruments. */
  readonly name: string;
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** Finds the request on whose behalf a look-up happens, where the caller does not say; asked during a trial only. */
  readonly carrier?: RequestContextCarrier;
  /** Default `lru`. */
  readonly policy?: EvictionPolicy;
  /** Entries, 1 to 10 million. */
  readonly capacity: number;
  /** Bytes that all values together may have, beside the limit of entries; more than 0. Undeclared: no such limit. */
  readonly maxBytes?: number;
  /** Told of look-ups of a sample of the keys; costs a comparison per look-up where nothing is sampled. */
  readonly sample?: RequestSample;
  /** Called once, when it is closed. */
  readonly onClose?: () => void;
  /** How long an entry is fresh, in seconds, more than 0. */
  readonly ttlSeconds: number;
  /** How far the engine may raise the TTL. Undeclared: not above `ttlSeconds`, since nobody said that older is right. */
  readonly maxTtlSeconds?: number;
  /** Why `maxTtlSeconds` is where it is, for people. */
  readonly maxTtlReason?: string;
  /** How far the engine may lower the TTL. Default 1 s, or `ttlSeconds` where that is less. */
  readonly minTtlSeconds?: number;
  /** Deflates strings, buffers and plain JSON from 1 KiB on; a compressed object is given out as a fresh copy. */
  readonly compress?: boolean;
  /** Route templates whose answers depend on this cache; none means all. */
  readonly routes?: readonly string[];
  /** Names its settings. Default `cache.<name>`. */
  readonly settingPrefix?: string;
  readonly log?: Log;
  /** Makes the hashes of this cache unforeseeable. Default Math.random. */
  readonly random?: Random;
}

export interface EntryOptions {
  /** Wins over the cache's TTL; more than 0. */
  readonly ttlSeconds?: number;
  /** What the value counts in bytes, more than 0, less than 4 GiB, rounded up; undeclared, it is measured (see `ValueSizer`). */
  readonly bytes?: number;
  /** By which `invalidateTag` finds it. */
  readonly tags?: readonly string[];
}

export interface CacheStats {
  readonly hits: number;
  /** Keys never seen, or not for a long time. */
  readonly misses: number;
  /** Look-ups of keys whose TTL had run out. */
  readonly expired: number;
  /**
   * Look-ups of keys that had to make room and would have been fresh. Caches of more than 1,024 entries under SIEVE and LFU
   * tell them from `misses` by one round of evictions in eight (see `MissReasons`); the sum is exact.
   */
  readonly evicted: number;
  /** Entries that had to make room. */
  readonly evictions: number;
  readonly entries: number;
  readonly bytes: number;
  readonly capacity: number;
  readonly ttlSeconds: number;
}

/** Values are shared, not copied: whoever changes one that came out of the cache changes what is cached. */
export interface Cache<V, K extends CacheKey = string> {
  readonly name: string;
  readonly size: number;
  readonly policy: EvictionPolicy;
  get(key: K, context?: RequestContext): V | undefined;
  /**
   * A number is a TTL in seconds, which wins over the cache's. `undefined` and a TTL that is not above 0 store nothing and drop
   * the key, and so does a value that alone has more than `maxBytes`. @throws RangeError where `bytes` cannot be right.
   */
  set(key: K, value: V, options?: number | EntryOptions): void;
  /** Whether a fresh entry is stored. Neither counted nor a use. */
  has(key: K): boolean;
  /** Seconds since the entry was stored, and until its TTL runs out; undefined where there is no fresh entry. */
  ageOf(key: K): { readonly ageSeconds: number; readonly freshSeconds: number } | undefined;
  delete(key: K): boolean;
  clear(): void;
  /**
   * The stored value, or what `load` gives, which is stored. One load per key at a time; a failure reaches those who wait
   * for it and is not stored. `signal` aborts when the cache is closed.
   */
  getOrLoad(key: K, load: (signal: AbortSignal) => Promise<V>, context?: RequestContext): Promise<V>;
  /** What is stored of these keys; each is counted and is a use, as in `get`. */
  getMany(keys: Iterable<K>, context?: RequestContext): Map<K, V>;
  /**
   * The same, and what is missing out of one call of `load`, which is stored. Keys that are being loaded already are waited for
   * and not loaded again; keys that `load` leaves out are left out. Fails where `load` fails.
   */
  getOrLoadMany(keys: Iterable<K>, load: BulkLoad<K, V>, context?: RequestContext): Promise<Map<K, V>>;
  /** Removes what was stored with this tag, in time proportional to that; how many. What is being loaded is not stored. */
  invalidateTag(tag: string): number;
  /**
   * Removes what is stored under keys that begin so; how many. Looks at every key, some 50 ms per million entries at once: group
   * by tags where that is too long. What is being loaded is not stored.
   */
  invalidatePrefix(prefix: string): number;
  /** Another limit for `maxBytes`, from now on; undefined: none. @throws RangeError where it is not above 0. */
  setMaxBytes(bytes: number | undefined): void;
  /** Another eviction policy from now on; no entry is lost. */
  setPolicy(policy: EvictionPolicy): void;
  tunables(): readonly Tunable[];
  stats(): CacheStats;
  /** Empties it, ends its series and timers. Afterwards nothing is found and nothing is stored. */
  close(): void;
}

/** For a room that judges entries by a freshness of its own. */
export interface RecountedCache<V, K extends CacheKey = string> extends Cache<V, K> {
  /** The hit that `get` has just counted was none. */
  uncountHit(): void;
  /** Its counterpart: counts a look-up as expired. */
  countExpired(): void;
  /** 32 bits of a key that `get` was called with last, and did not find: at hand, where it was hashed for that. */
  hashOfMissed(key: K): number;
}
