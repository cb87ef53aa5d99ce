import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { EVICTION_POLICIES, type EvictionPolicy, type Tunable } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache, type Cache } from './cache.js';
import { seededRandom } from '../contract/testing/random.js';

interface Stored {
  readonly value: string;
  readonly storedAt: number;
  readonly ownTtlMs: number | undefined;
}

/** A cache beside a Map that remembers what was last stored under each key; every look-up is held against it. */
class Pair {
  readonly clock = new ManualClock();
  readonly cache: Cache<string>;
  readonly model = new Map<string, Stored>();
  ttlMs = 10_000;
  limit: number;
  readonly #ttl: Tunable;
  readonly #capacity: Tunable;
  readonly #random: () => number;
  #values = 0;

  constructor(policy: EvictionPolicy, capacity: number, seed: number) {
    this.#random = seededRandom(seed);
    this.limit = capacity;
    this.cache = createCache<string>({
      name: 'pair',
      policy,
      capacity,
      ttlSeconds: this.ttlMs / 1000,
      maxTtlSeconds: 100,
      clock: this.clock,
      instruments: createInstruments({ constantLabels: { service: 'shop' } }),
      random: this.#random,
    });
    [this.#ttl, this.#capacity] = this.cache.tunables() as [Tunable, Tunable];
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  isFresh(key: string): boolean {
    const stored = this.model.get(key);
    return stored !== undefined && this.clock.monotonic() - stored.storedAt < (stored.ownTtlMs ?? this.ttlMs);
  }

  /** What is found is what was stored last, and fresh. */
  get(key: string): string | undefined {
    const found = this.cache.get(key);
    if (found === undefined) return undefined;
    if (found !== this.model.get(key)?.value) throw new Error(`${key} gave ${found}, which is not what was stored`);
    if (!this.isFresh(key)) throw new Error(`${key} was found after its TTL`);
    return found;
  }

  set(key: string): void {
    const ownTtlMs = this.chance(0.1) ? 1 + this.below(30_000) : undefined;
    const value = `${key}#${this.#values++}`;
    this.model.set(key, { value, storedAt: this.clock.monotonic(), ownTtlMs });
    this.cache.set(key, value, ownTtlMs === undefined ? undefined : ownTtlMs / 1000);
  }

  delete(key: string): void {
    this.model.delete(key);
    this.cache.delete(key);
  }

  setTtl(): void {
    this.ttlMs = 1000 + this.below(60_000);
    this.#ttl.set(this.ttlMs / 1000);
  }

  setCapacity(entries: number): void {
    this.limit = entries;
    this.#capacity.set(entries);
  }

  /** Splits the room and puts it together again, with `between` in the middle. */
  tryCapacity(b: number, between: () => void): void {
    const a = this.limit;
    const trial = this.#capacity.splitByKeys?.(a, b, 0.5, this.below(1000));
    this.limit = this.cache.stats().capacity;
    between();
    trial?.end(b);
    this.limit = b;
  }

  held(): string[] {
    return [...this.model.keys()].filter((key) => this.cache.has(key));
  }
}

const otherPolicy = (pair: Pair): EvictionPolicy => EVICTION_POLICIES[pair.below(EVICTION_POLICIES.length)] ?? 'lru';

describe.each(EVICTION_POLICIES)('a cache under %s', (policy) => {
  it.each([1, 2, 10, 100, 700])(
    'never holds more than %i entries or whatever the limit is now, never outlives a TTL, never confuses values',
    (capacity) => {
      const pair = new Pair(policy, capacity, capacity);
      const step = (): void => {
        const key = `k${pair.below(capacity * 3)}`;
        if (pair.chance(0.6)) {
          if (pair.get(key) === undefined) pair.set(key);
        } else if (pair.chance(0.7)) pair.set(key);
        else if (pair.chance(0.3)) pair.delete(key);
        if (pair.chance(0.1)) pair.clock.advance(pair.below(2000));
        if (pair.cache.size > pair.limit) throw new Error(`${pair.cache.size} entries where ${pair.limit} may be`);
      };
      for (let turn = 0; turn < 2500; turn++) {
        step();
        if (pair.chance(0.004)) pair.setTtl();
        if (pair.chance(0.004)) pair.setCapacity(1 + pair.below(capacity * 2));
        if (pair.chance(0.004)) pair.cache.setPolicy(otherPolicy(pair));
        if (pair.chance(0.004)) {
          pair.tryCapacity(1 + pair.below(capacity * 2), () => {
            for (let more = 0; more < 20; more++) step();
          });
        }
      }
      expect(pair.cache.size).toBeLessThanOrEqual(pair.limit);
      expect(pair.cache.stats().bytes).toBeGreaterThanOrEqual(0);
      pair.cache.clear();
      expect(pair.cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
      expect(pair.held()).toEqual([]);
    }
  );

  it('loses nothing while there is room for everything, whatever is changed meanwhile', () => {
    const pair = new Pair(policy, 200, 7);
    const check = (key: string): void => {
      if ((pair.get(key) !== undefined) !== pair.isFresh(key)) throw new Error(`${key} was lost`);
    };
    for (let turn = 0; turn < 4000; turn++) {
      const key = `k${pair.below(200)}`;
      if (pair.chance(0.4)) pair.set(key);
      else check(key);
      if (pair.chance(0.05)) pair.delete(`k${pair.below(200)}`);
      if (pair.chance(0.02)) pair.clock.advance(pair.below(1000));
      if (pair.chance(0.01)) pair.cache.setPolicy(otherPolicy(pair));
      if (pair.chance(0.01)) pair.setCapacity(200 + pair.below(300));
      // Keys do not divide evenly, so each half has room for all of them.
      if (pair.chance(0.005)) pair.tryCapacity(400 + pair.below(300), () => check(key));
    }
    expect(pair.held().sort()).toEqual([...pair.model.keys()].filter((key) => pair.isFresh(key)).sort());
  });

  it('keeps the same entries when it grows and when the policy changes', () => {
    const pair = new Pair(policy, 300, 3);
    for (let turn = 0; turn < 3000; turn++) pair.set(`k${pair.below(900)}`);
    const before = pair.held();
    expect(before.length).toBe(300);
    for (const next of EVICTION_POLICIES) {
      pair.cache.setPolicy(next);
      expect(pair.cache.policy).toBe(next);
      pair.setCapacity(pair.limit + 50);
      expect(pair.held()).toEqual(before);
    }
  });
});
