import type { Clock, Random, Tunable } from '../../contract/index.js';
import type { RequestContext } from '../../instruments/request-context.js';
import {
  isDueEarly,
  staleSecondsOf,
  standingOf,
  type Standing,
  type StalenessBudget,
} from '../../loading/staleness.js';
import { createCache } from '../cache.js';
import { checkOptions } from '../cache-options.js';
import type { Compressible } from '../compression.js';
import type { RecountedCache, CacheOptions, CacheStats } from '../types.js';
import type { Held } from './held.js';
import { shiftedTtl } from './shifted-ttl.js';

export interface MemoryTierOptions extends CacheOptions {
  readonly budget: StalenessBudget;
  readonly earlyRefreshBeta: number;
  readonly random: Random;
}

export type Found<V> =
  | { readonly standing: Exclude<Standing, 'gone'>; readonly held: Held<V>; readonly freshSeconds: number }
  | { readonly standing: 'gone' };

const GONE = { standing: 'gone' } as const;

/**
 * The tier in memory: a Cache whose entries stay for the staleness budget beyond their TTL. Its own TTL is the sum; the
 * setting that it offers is the TTL alone.
 */
export class MemoryTier<V> {
  readonly #cache: RecountedCache<Held<V>>;
  readonly #clock: Clock;
  readonly #options: MemoryTierOptions;
  readonly #staleSeconds: number;
  readonly #tunables: readonly Tunable[];

  /** @throws RangeError where an option cannot be right. */
  constructor(options: MemoryTierOptions) {
    const { ttlSeconds, budget } = options;
    const { minTtlSeconds, maxTtlSeconds, maxTtlReason } = checkOptions(options);
    const staleSeconds = staleSecondsOf(budget);
    this.#options = options;
    this.#clock = options.clock;
    this.#staleSeconds = staleSeconds;
    this.#cache = createCache<Held<V>>(
      {
        ...options,
        ttlSeconds: ttlSeconds + staleSeconds,
        minTtlSeconds: minTtlSeconds + staleSeconds,
        maxTtlSeconds: maxTtlSeconds + staleSeconds,
        maxTtlReason,
      },
      // What counts as the size of an entry is its value.
      { read: ({ value }) => value as Compressible | undefined, write: (held) => held }
    );
    const shifted = { min: minTtlSeconds, max: maxTtlSeconds, default: ttlSeconds };
    this.#tunables = this.#cache
      .tunables()
      .map((tunable) => (tunable.describe().kind === 'ttl' ? shiftedTtl(tunable, staleSeconds, shifted) : tunable));
  }

  /** Counted as a hit where it is fresh, as a miss where it is gone; what lies between is counted by who decides. */
  lookUp(key: string, context: RequestContext | undefined): Found<V> {
    const held = this.#cache.get(key, context);
    if (held === undefined) return GONE;
    const freshSeconds = this.#freshSeconds(key, held);
    const standing = held.staleSeconds > 0 ? standingOf(freshSeconds, this.#options.budget) : freshOrGone(freshSeconds);
    if (standing === 'fresh') {
      const { earlyRefreshBeta, random } = this.#options;
      const early = isDueEarly(freshSeconds, held.loadSeconds, earlyRefreshBeta, random);
      return { standing: early ? 'early' : 'fresh', held, freshSeconds };
    }
    this.#cache.uncountHit();
    if (standing !== 'gone') return { standing, held, freshSeconds };
    this.#cache.countExpired();
    return GONE;
  }

  /** What is held of a key now; not counted. */
  current(key: string): Held<V> | undefined {
    if (!this.#cache.has(key)) return undefined;
    const held = this.#cache.get(key);
    if (held !== undefined) this.#cache.uncountHit();
    return held;
  }

  countExpired(): void {
    this.#cache.countExpired();
  }

  /** With the cache's TTL. Returns its whole life, the time after its TTL included, in seconds. */
  store(key: string, held: Held<V>): number {
    this.#cache.set(key, held);
    const age = this.#cache.ageOf(key);
    return age === undefined ? this.#cache.stats().ttlSeconds : age.ageSeconds + age.freshSeconds;
  }

  /** With a life of its own. */
  storeFor(key: string, held: Held<V>, lifeSeconds: number): void {
    this.#cache.set(key, held, lifeSeconds);
  }

  delete(key: string): void {
    this.#cache.delete(key);
  }

  clear(): void {
    this.#cache.clear();
  }

  tunables(): readonly Tunable[] {
    return this.#tunables;
  }

  stats(): CacheStats {
    const stats = this.#cache.stats();
    return { ...stats, ttlSeconds: Math.round((stats.ttlSeconds - this.#staleSeconds) * 1e6) / 1e6 };
  }

  close(): void {
    this.#cache.close();
  }

  /** Until its TTL runs out, which began when its load began and not when it was stored. */
  #freshSeconds(key: string, held: Held<V>): number {
    const age = this.#cache.ageOf(key);
    if (age === undefined) return -Infinity;
    const lifeSeconds = age.ageSeconds + age.freshSeconds;
    return lifeSeconds - held.staleSeconds - (this.#clock.monotonic() - held.asOfMs) / 1000;
  }
}

const freshOrGone = (freshSeconds: number): Standing & ('fresh' | 'gone') => (freshSeconds > 0 ? 'fresh' : 'gone');
