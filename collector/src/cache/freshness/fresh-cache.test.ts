import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import type { AnswerVersion } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createDeclaredCache, type DeclaredCacheOptions } from '../declared-cache.js';
import type { Cache } from '../types.js';
import type { CacheStaleness } from './create-fresh-cache.js';

const open: Cache<unknown>[] = [];
afterEach(() => {
  for (const cache of open.splice(0)) cache.close();
});

function setUp(staleness: CacheStaleness, options: Partial<DeclaredCacheOptions> = {}) {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const { cache } = createDeclaredCache<string>({
    name: 'prices',
    capacity: 100,
    ttlSeconds: 10,
    maxTtlSeconds: 600,
    clock,
    instruments,
    log,
    random: () => 0.5,
    staleness,
    ...options,
  });
  open.push(cache);
  const ttl = cache.tunables().find((tunable) => tunable.describe().kind === 'ttl');
  return { cache, clock, log, ttl, text: () => collectText(instruments) };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('a cache with a staleness budget', () => {
  it('drops what a check has found changed, and counts it', async () => {
    let version = 1;
    const { cache, text } = setUp({ budget: 0.01, version: () => version });
    cache.set('a', 'old');
    await settled();
    expect(cache.get('a')).toBe('old');
    await settled();
    version = 2;
    expect(cache.get('a')).toBe('old');
    await settled();
    expect(cache.get('a')).toBeUndefined();
    const series = await text();
    expect(series).toContain(
      'growth_engine_cache_version_checks_total{service="shop",cache="prices",prefix="",outcome="changed"} 1'
    );
    expect(series).toContain('growth_engine_cache_stale_hits_ratio{service="shop",cache="prices",prefix=""} 0.5');
  });

  it('takes what is loaded, and whatever kind of version there is', async () => {
    for (const [one, other] of [
      ['a', 'b'],
      [1n, 2n],
      [new Date(1), new Date(2)],
      [null, 5],
    ] as const) {
      let version: AnswerVersion = one;
      const { cache } = setUp({ budget: 0.01, version: async () => version });
      expect(await cache.getOrLoad('a', async () => 'old')).toBe('old');
      await settled();
      expect(await cache.getOrLoad('a', async () => 'new')).toBe('old');
      await settled();
      version = other;
      cache.get('a');
      await settled();
      expect(await cache.getOrLoad('a', async () => 'new')).toBe('new');
    }
  });

  it('reads the version before the value is loaded', async () => {
    const order: string[] = [];
    const { cache } = setUp({ budget: 0.01, version: (key) => order.push(`version of ${key}`) });
    await cache.getOrLoad('a', async () => {
      order.push('load');
      return 'value';
    });
    await cache.getOrLoadMany(['b'], async (keys) => new Map(keys.map((key) => [key, key])));
    expect(order.slice(0, 2)).toEqual(['version of a', 'load']);
    expect(cache.getMany(['a', 'b'])).toEqual(
      new Map([
        ['a', 'value'],
        ['b', 'b'],
      ])
    );
  });

  it('does not take reported updates for unreported ones', async () => {
    let version = 1;
    const { cache, clock, text } = setUp({ budget: 0.01, version: () => version });
    for (let round = 0; round < 40; round++) {
      cache.set('a', 'x', { tags: ['t'] });
      await settled();
      clock.advance(1000);
      version++;
      if (round % 4 === 0) cache.delete('a');
      else if (round % 4 === 1) cache.invalidateTag('t');
      else if (round % 4 === 2) cache.invalidatePrefix('a');
      cache.set('a', 'y');
      await settled();
      cache.get('a');
      await settled();
    }
    clock.advance(5000);
    const series = await text();
    expect(series).toContain('outcome="changed"} 0');
  });

  it('survives a version that fails or hangs, says so once, and does not raise the TTL', async () => {
    const { cache, clock, log, ttl, text } = setUp({
      budget: 0.01,
      version: (key) => {
        if (key === 'hangs') return new Promise(() => {});
        throw new Error('The database is gone.');
      },
    });
    for (let second = 0; second < 600; second++) {
      for (const key of ['hangs', 'fails']) if (cache.get(key) === undefined) cache.set(key, 'value');
      await settled();
      clock.advance(1000);
    }
    expect(ttl?.get()).toBe(10);
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(await text()).toMatch(/version_checks_total\{[^}]*outcome="failed"\} [1-9]/);
  });

  it('lets the TTL rise to its bound where every update is reported, without asking anybody', async () => {
    const { clock, ttl, text } = setUp({ budget: 0.01, updates: 'reported' });
    clock.advance(600_000);
    expect(ttl?.get()).toBe(600);
    expect(await text()).not.toContain('cache_stale_hits_ratio{');
  });

  it('moves nothing while it may not', () => {
    const { clock, ttl } = setUp({ budget: 0.01, updates: 'reported' });
    ttl?.adapt?.(false);
    clock.advance(600_000);
    expect(ttl?.get()).toBe(10);
    ttl?.adapt?.(true);
    clock.advance(5000);
    expect(ttl?.get()).toBeCloseTo(11);
  });

  it('holds each prefix to its own TTL, and entries to the one that the application gave them', async () => {
    const { cache, clock } = setUp({ budget: 0.01, updates: 'reported', prefixes: ['list:'] });
    const [list, rest] = cache.tunables();
    expect(list?.describe()).toMatchObject({ name: 'cache.prices.list:.ttl', min: 1, max: 600, adapts: true });
    expect(rest?.describe()).toMatchObject({ name: 'cache.prices.ttl', min: 1, max: 600, default: 10 });
    for (const ttl of [list, rest]) ttl?.adapt?.(false);
    rest?.set(100);
    for (const key of ['list:1', 'x:1']) cache.set(key, 'value');
    cache.set('list:2', 'value', 50);
    clock.advance(9000);
    expect(cache.ageOf('list:1')).toEqual({ ageSeconds: 9, freshSeconds: 1 });
    expect(cache.getMany(['list:1', 'list:2', 'x:1']).size).toBe(3);
    clock.advance(1000);
    expect([...cache.getMany(['list:1', 'list:2', 'x:1']).keys()]).toEqual(['list:2', 'x:1']);
    expect(await cache.getOrLoad('list:1', async () => 'new')).toBe('new');
    clock.advance(90_000);
    expect(cache.has('x:1')).toBe(false);
  });

  it('says what is wrong with a declaration', () => {
    const declare = (staleness: object) => () => setUp(staleness as CacheStaleness);
    expect(declare({ budget: 1, updates: 'reported' })).toThrow(
      'Cache "prices": staleness.budget is 1; it must be a share above 0 and below 1 (0.01 is 1 %).'
    );
    expect(declare({ budget: 0.1 })).toThrow('it must have a version, or updates: "reported"');
    expect(declare({ budget: 0.1, updates: 'all' })).toThrow('staleness.updates is "all"; it must be "reported"');
    expect(declare({ budget: 0.1, version: 5 })).toThrow('staleness.version is no function');
    expect(declare({ budget: 0.1, updates: 'reported', checksPerSecond: 0 })).toThrow('from 0.1 to 1000');
    expect(declare({ budget: 0.1, updates: 'reported', prefixes: ['a', 'a'] })).toThrow('give each prefix once');
  });
});
