import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { EVICTION_POLICIES, type Tunable } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { RequestContextCarrier, type RequestContext } from '../instruments/request-context.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { createCache, type Cache, type CacheOptions } from './cache.js';

type Given = Partial<Omit<CacheOptions, 'clock' | 'instruments'>>;

function setUp<V = unknown>(given: Given = {}) {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const cache: Cache<V> = createCache<V>({
    name: 'products',
    capacity: 100,
    ttlSeconds: 10,
    ...given,
    clock,
    instruments,
  });
  const [ttl, capacity] = cache.tunables() as [Tunable, Tunable];
  return { clock, instruments, cache, ttl, capacity, text: () => collectText(instruments) };
}

const request = (): RequestContext => ({ route: '/x', arm: undefined, startedAt: 0 });
const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key:${index}`);
const split = (tunable: Tunable, ...args: Parameters<NonNullable<Tunable['splitByKeys']>>) => {
  if (tunable.splitByKeys === undefined) throw new Error('cannot be split');
  return tunable.splitByKeys(...args);
};

describe('a cache', () => {
  it('gives back what was stored until its TTL has run out', () => {
    const { cache, clock } = setUp<string>({ ttlSeconds: 2 });
    cache.set('a', 'value');
    expect(cache.get('a')).toBe('value');
    clock.advance(1999);
    expect(cache.get('a')).toBe('value');
    clock.advance(1);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('lets an entry’s own TTL win, also over a changed one', () => {
    const { cache, clock, ttl } = setUp<string>({ maxTtlSeconds: 100 });
    cache.set('short', 'x', 1);
    cache.set('long', 'x', 50);
    ttl.set(100);
    clock.advance(1000);
    expect(cache.get('short')).toBeUndefined();
    ttl.set(1);
    clock.advance(30_000);
    expect(cache.get('long')).toBe('x');
  });

  it('applies a changed TTL to entries that are stored already', () => {
    const { cache, clock, ttl } = setUp<string>({ ttlSeconds: 10, maxTtlSeconds: 60 });
    cache.set('a', 'x');
    ttl.set(60);
    clock.advance(30_000);
    expect(cache.get('a')).toBe('x');
    ttl.set(20);
    expect(cache.get('a')).toBeUndefined();
  });

  it('tells misses on keys never seen, expired and evicted apart', () => {
    const { cache, clock } = setUp<number>({ capacity: 2, ttlSeconds: 10 });
    cache.get('never');
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('c', 3);
    cache.get('a');
    cache.set('d', 4, 1);
    clock.advance(1000);
    cache.get('d');
    cache.get('d');
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, evicted: 1, expired: 2 });
  });

  it('counts a key that had to make room as expired once its TTL would have run out', () => {
    const { cache, clock } = setUp<number>({ capacity: 1, ttlSeconds: 10 });
    cache.set('a', 1);
    cache.set('b', 2);
    clock.advance(11_000);
    cache.get('a');
    expect(cache.stats()).toMatchObject({ evicted: 0, expired: 1 });
  });

  it('counts a key that was dropped on purpose as never seen', () => {
    const { cache } = setUp<number>({ capacity: 1 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('a', 1);
    cache.delete('a');
    cache.get('a');
    expect(cache.stats()).toMatchObject({ evicted: 0, misses: 1 });
  });

  it('exposes its series, at 0 from the start, and ends them when closed', async () => {
    const { cache, text } = setUp<string>({ capacity: 3 });
    expect(await text()).toContain(
      'growth_engine_cache_requests_total{service="shop",cache="products",result="evicted"} 0'
    );
    cache.set('a', '12345');
    cache.get('a');
    cache.get('b');
    const before = await text();
    expect(before).toContain('growth_engine_cache_requests_total{service="shop",cache="products",result="hit"} 1');
    expect(before).toContain('growth_engine_cache_requests_total{service="shop",cache="products",result="miss"} 1');
    expect(before).toContain('growth_engine_cache_entries{service="shop",cache="products"} 1');
    expect(before).toContain('growth_engine_cache_bytes{service="shop",cache="products"} 5');
    expect(before).toContain('growth_engine_cache_capacity_entries{service="shop",cache="products"} 3');
    cache.close();
    expect(await text()).not.toContain('cache="products"');
  });

  it('forgets expired entries without being asked for them, a slice at a time, and leaves no timer when closed', () => {
    const { cache, clock } = setUp<number>({ capacity: 50_000, ttlSeconds: 1 });
    for (const key of keys(30_000)) cache.set(key, 1);
    clock.advance(1000);
    expect(cache.size).toBeGreaterThan(1000);
    for (let second = 0; second < 4; second++) clock.advance(1000);
    expect(cache.size).toBe(0);
    cache.set('a', 1);
    cache.close();
    expect(clock.pending).toBe(0);
  });

  it('finds and stores nothing once it is closed', async () => {
    const { cache } = setUp<number>();
    cache.set('a', 1);
    cache.close();
    cache.set('b', 1);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
    await expect(cache.getOrLoad('c', async () => 1)).rejects.toThrow('closed');
  });

  it.each([
    [{ capacity: 0 }, 'capacity is 0'],
    [{ capacity: 1.5 }, 'capacity is 1.5'],
    [{ ttlSeconds: 0 }, 'ttlSeconds is 0'],
    [{ ttlSeconds: Number.NaN }, 'ttlSeconds is NaN'],
    [{ ttlSeconds: 10, maxTtlSeconds: 5 }, 'maxTtlSeconds 5 is below ttlSeconds 10'],
    [{ minTtlSeconds: 20 }, 'minTtlSeconds is 20'],
  ])('refuses %j and says what would be right', (given, message) => {
    expect(() => setUp(given)).toThrow(message);
    expect(() => setUp(given)).toThrow('products');
  });
});

describe('the settings of a cache', () => {
  it('are named after it, bounded, and say why', () => {
    const { ttl, capacity } = setUp({ maxTtlSeconds: 60, routes: ['/products/:id'] });
    expect(ttl.describe()).toMatchObject({
      name: 'cache.products.ttl',
      kind: 'ttl',
      unit: 'seconds',
      min: 1,
      max: 60,
      subject: { cache: 'products' },
      routes: ['/products/:id'],
      split: 'keys',
    });
    expect(capacity.describe()).toMatchObject({ name: 'cache.products.capacity', kind: 'capacity', integer: true });
    expect(() => ttl.set(61)).toThrow('cache.products.ttl: 61 is not a number of seconds from 1 to 60');
    expect(() => capacity.set(1.5)).toThrow(RangeError);
    expect(ttl.get()).toBe(10);
  });

  it('never raise the TTL of a cache that declares no maximum', () => {
    const { ttl } = setUp({ ttlSeconds: 10 });
    expect(() => ttl.set(10.1)).toThrow(RangeError);
  });

  it('resize without losing what fits', () => {
    const { cache, capacity } = setUp<number>({ capacity: 100 });
    keys(100).forEach((key, index) => cache.set(key, index));
    capacity.set(400);
    expect(cache.size).toBe(100);
    keys(400).forEach((key, index) => cache.set(key, index));
    expect(cache.size).toBe(400);
    capacity.set(50);
    expect(keys(400).filter((key) => cache.has(key))).toEqual(keys(400).slice(350));
  });
});

describe('a trial of a TTL', () => {
  it('gives each arm its TTL, by the hash of the key, and marks the request', () => {
    const { cache, clock, ttl } = setUp<number>({ ttlSeconds: 2, maxTtlSeconds: 60 });
    const running = split(ttl, 2, 20, 0.5, 7);
    const armOf = new Map<string, string | undefined>();
    for (const key of keys(60)) {
      const context = request();
      cache.get(key, context);
      cache.set(key, 1);
      armOf.set(key, context.arm);
    }
    expect(new Set(armOf.values())).toEqual(new Set(['a', 'b']));
    clock.advance(5000);
    for (const [key, arm] of armOf) {
      const context = request();
      expect(cache.get(key, context) === undefined).toBe(arm === 'a');
      expect(context.arm).toBe(arm);
    }
    running.end(20);
    expect(ttl.get()).toBe(20);
    const context = request();
    cache.get('key:1', context);
    expect(context.arm).toBeUndefined();
  });

  it('finds the request by itself where the caller does not say', () => {
    const carrier = new RequestContextCarrier();
    const { cache, ttl } = setUp<number>({ carrier });
    split(ttl, 2, 5, 0.5, 1);
    const context = request();
    carrier.run(context, () => cache.get('a'));
    expect(['a', 'b']).toContain(context.arm);
  });

  it('calls a request mixed that touched both arms', () => {
    const { cache, ttl } = setUp<number>();
    split(ttl, 2, 5, 0.5, 1);
    const context = request();
    for (const key of keys(30)) cache.get(key, context);
    expect(context.arm).toBe('mixed');
  });

  it('divides about as told', () => {
    const { cache, ttl } = setUp<number>();
    split(ttl, 2, 5, 0.2, 99);
    const arms = keys(5000).map((key) => {
      const context = request();
      cache.get(key, context);
      return context.arm;
    });
    const share = arms.filter((arm) => arm === 'b').length / arms.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });

  it('refuses a second trial of the same cache, a bad share and a value out of bounds', () => {
    const { ttl, capacity } = setUp();
    expect(() => split(ttl, 2, 50, 0.5, 1)).toThrow(RangeError);
    expect(() => split(ttl, 2, 5, 1, 1)).toThrow(RangeError);
    const running = split(ttl, 2, 5, 0.5, 1);
    expect(() => split(capacity, 10, 20, 0.5, 1)).toThrow('tries a setting already');
    running.end(5);
    split(capacity, 10, 20, 0.5, 1).end(20);
    expect(capacity.get()).toBe(20);
  });
});

describe('a trial of a capacity', () => {
  it.each(EVICTION_POLICIES)('neither loses nor exceeds, under %s', (policy) => {
    const { cache, capacity } = setUp<number>({ capacity: 100, policy });
    keys(100).forEach((key, index) => cache.set(key, index));
    const running = split(capacity, 200, 400, 0.5, 3);
    expect(cache.size).toBe(100);
    expect(cache.stats().capacity).toBe(300);
    keys(100).forEach((key, index) => expect(cache.get(key)).toBe(index));
    for (const key of keys(3000)) cache.set(key, 1);
    expect(cache.size).toBe(300);
    running.end(400);
    expect(cache.size).toBe(300);
    expect(cache.stats().capacity).toBe(400);
    for (const key of keys(3000)) cache.set(key, 1);
    expect(cache.size).toBe(400);
  });

  it('drops the coldest when the pieces do not fit into the whole again', () => {
    const { cache, capacity } = setUp<number>({ capacity: 200 });
    const running = split(capacity, 200, 200, 0.5, 3);
    for (const key of keys(1000)) cache.set(key, 1);
    const hot = keys(1000).slice(-20);
    for (const key of hot) cache.get(key);
    running.end(50);
    expect(cache.size).toBe(50);
    expect(hot.filter((key) => cache.has(key))).toEqual(hot);
  });

  it('gives each arm its share of the room', () => {
    const { cache, capacity } = setUp<number>({ capacity: 100 });
    split(capacity, 100, 400, 0.5, 11);
    const arms = new Map(
      keys(4000).map((key) => {
        const context = request();
        cache.get(key, context);
        cache.set(key, 1);
        return [key, context.arm] as const;
      })
    );
    const held = (arm: string): number => keys(4000).filter((key) => arms.get(key) === arm && cache.has(key)).length;
    expect([held('a'), held('b')]).toEqual([50, 200]);
  });
});

describe('getOrLoad', () => {
  it('loads once for all who ask meanwhile, and records how long that took', async () => {
    const { cache, text } = setUp<string>();
    let loads = 0;
    const load = async (): Promise<string> => {
      loads++;
      await Promise.resolve();
      return 'loaded';
    };
    const answers = await Promise.all([1, 2, 3].map(() => cache.getOrLoad('a', load)));
    expect(answers).toEqual(['loaded', 'loaded', 'loaded']);
    expect(await cache.getOrLoad('a', load)).toBe('loaded');
    expect(loads).toBe(1);
    expect(await text()).toContain(
      'growth_engine_cache_load_duration_seconds_count{service="shop",cache="products"} 1'
    );
  });

  it('does not remember a failure', async () => {
    const { cache } = setUp<string>();
    await expect(cache.getOrLoad('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await expect(
      cache.getOrLoad('a', () => {
        throw new Error('at once');
      })
    ).rejects.toThrow('at once');
    expect(await cache.getOrLoad('a', async () => 'up')).toBe('up');
  });

  it('does not store what was loaded before the key was dropped', async () => {
    const { cache } = setUp<string>();
    let finish: (value: string) => void = () => {};
    const first = cache.getOrLoad('a', () => new Promise((resolve) => (finish = resolve)));
    cache.delete('a');
    const second = cache.getOrLoad('a', async () => 'new');
    finish('old');
    expect(await first).toBe('old');
    expect(await second).toBe('new');
    expect(cache.get('a')).toBe('new');
  });
});
