import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { createInstruments } from '../../instruments/instruments.js';
import { seededRandom } from '../../contract/testing/random.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createTieredCache } from './tiered-cache.js';
import type { TieredCache, TieredCacheOptions } from './types.js';

const open: TieredCache<string>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((cache) => cache.close()));
});

function start(given: Partial<TieredCacheOptions<string>> = {}) {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const cache = createTieredCache<string>({
    name: 'products',
    instruments,
    clock,
    capacity: 10,
    ttlSeconds: 10,
    maxTtlSeconds: 100,
    random: () => 0.5,
    earlyRefreshBeta: 0,
    ...given,
  });
  open.push(cache);
  const loads: { resolve(value: string | undefined): void; reject(error: Error): void }[] = [];
  const load = (): Promise<string | undefined> => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  const get = (): Promise<string | undefined> => cache.getOrLoad('a', load);
  const now = (value: string | undefined) => cache.getOrLoad('a', async () => value);
  const requests = async (): Promise<Record<string, number>> => {
    const lines = (await collectText(instruments)).matchAll(/cache_requests_total\{.*result="(\w+)"\} (\d+)/g);
    return Object.fromEntries([...lines].map(([, result, count]) => [result ?? '', Number(count)]));
  };
  return { cache, clock, loads, get, now, requests, instruments };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('stale while revalidate', () => {
  it('answers at once after the TTL, with one load in the background whatever the number of callers', async () => {
    const { clock, loads, get, now, requests, cache } = start({ staleWhileRevalidateSeconds: 5 });
    await now('old');
    clock.advance(10_000);
    expect(await Promise.all([get(), get(), get()])).toEqual(['old', 'old', 'old']);
    expect(loads).toHaveLength(1);
    loads[0]?.resolve('new');
    await settle();
    expect(await get()).toBe('new');
    expect(await requests()).toEqual({ hit: 1, miss: 1, expired: 0, evicted: 0, stale: 3 });
    expect(cache.stats()).toMatchObject({ stale: 3, refreshes: { renewed: 1, failed: 0 } });
  });

  it('waits for a load once the budget is used up', async () => {
    const { clock, loads, get, now, requests } = start({ staleWhileRevalidateSeconds: 5 });
    await now('old');
    clock.advance(15_000);
    const answer = get();
    loads[0]?.resolve('new');
    expect(await answer).toBe('new');
    expect(await requests()).toMatchObject({ hit: 0, stale: 0, expired: 1 });
  });

  it('counts its TTL from the beginning of the load', async () => {
    const { clock, loads, get, now } = start({ staleWhileRevalidateSeconds: 5 });
    const slow = get();
    clock.advance(8000);
    loads[0]?.resolve('slow');
    await slow;
    clock.advance(1999);
    expect(await now('unused')).toBe('slow');
    expect(loads).toHaveLength(1);
    clock.advance(1);
    expect(await get()).toBe('slow');
    expect(loads).toHaveLength(2);
    clock.advance(5000);
    expect(await Promise.race([get(), settle().then(() => 'waits')])).toBe('waits');
  });

  it('counts a failure in the background, leaves the source alone for a while, and rejects nobody', async () => {
    const { clock, loads, get, now, cache } = start({ staleWhileRevalidateSeconds: 60 });
    await now('old');
    clock.advance(10_000);
    await get();
    loads[0]?.reject(new Error('database gone'));
    await settle();
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(1);
    clock.advance(500);
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(2);
    loads[1]?.reject(new Error('database gone'));
    await settle();
    clock.advance(999);
    await get();
    expect(loads).toHaveLength(2);
    expect(cache.stats().refreshes).toEqual({ renewed: 0, failed: 2 });
  });

  it('does not store a refresh of what was deleted meanwhile', async () => {
    const { clock, loads, get, now, cache } = start({ staleWhileRevalidateSeconds: 60 });
    await now('old');
    clock.advance(10_000);
    await get();
    await cache.delete('a');
    loads[0]?.resolve('read before the update');
    await settle();
    expect(await cache.get('a')).toBeUndefined();
  });

  it('is bounded by what can be tuned: the setting is the TTL alone', async () => {
    const { clock, get, now, loads, cache } = start({ staleWhileRevalidateSeconds: 5 });
    const ttl = cache.tunables().find((tunable) => tunable.describe().kind === 'ttl');
    expect(ttl?.describe()).toMatchObject({ name: 'cache.products.ttl', min: 1, max: 100, default: 10 });
    expect(ttl?.get()).toBe(10);
    expect(cache.stats().memory.ttlSeconds).toBe(10);
    ttl?.set(2);
    expect(() => ttl?.set(101)).toThrow(RangeError);
    await now('old');
    clock.advance(1999);
    await get();
    expect(loads).toHaveLength(0);
    clock.advance(1);
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(1);
    clock.advance(5000);
    expect(await cache.get('a')).toBeUndefined();
  });

  it('follows a trial of its TTL by keys', async () => {
    const { clock, cache } = start({ staleWhileRevalidateSeconds: 1, capacity: 1000 });
    const ttl = cache.tunables().find((tunable) => tunable.describe().kind === 'ttl');
    const split = ttl?.splitByKeys?.(10, 20, 0.5, 3);
    for (let key = 0; key < 200; key++) await cache.set(`k${key}`, 'v');
    clock.advance(15_000);
    let found = 0;
    for (let key = 0; key < 200; key++) if ((await cache.get(`k${key}`)) !== undefined) found++;
    expect(found).toBeGreaterThan(60);
    expect(found).toBeLessThan(140);
    split?.end(20);
    expect(ttl?.get()).toBe(20);
  });
});

describe('stale if error', () => {
  it('gives out the last value when a load fails, within its budget and no longer', async () => {
    const { clock, loads, get, now, requests } = start({ staleIfErrorSeconds: 30 });
    await now('old');
    clock.advance(10_000);
    const first = get();
    loads[0]?.reject(new Error('down'));
    expect(await first).toBe('old');
    // Left alone for half a second after a failure.
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(1);
    clock.advance(29_999);
    const last = get();
    clock.advance(1);
    loads[1]?.reject(new Error('still down'));
    await expect(last).rejects.toThrow('still down');
    expect(await requests()).toMatchObject({ hit: 0, stale: 2, expired: 1 });
  });

  it('prefers a load that succeeds', async () => {
    const { clock, now, requests } = start({ staleIfErrorSeconds: 30 });
    await now('old');
    clock.advance(10_000);
    expect(await now('new')).toBe('new');
    expect(await requests()).toMatchObject({ hit: 0, stale: 0, expired: 1, miss: 1 });
  });

  it('never gives out what was deleted while the load was under way', async () => {
    const { clock, loads, get, now, cache } = start({ staleIfErrorSeconds: 30 });
    await now('old');
    clock.advance(10_000);
    const answer = get();
    await cache.delete('a');
    loads[0]?.reject(new Error('down'));
    await expect(answer).rejects.toThrow('down');
  });
});

describe('negative caching', () => {
  it('remembers that nothing is there, for its own shorter time and never stale', async () => {
    const { clock, loads, get, now, requests } = start({ negativeTtlSeconds: 2, staleWhileRevalidateSeconds: 60 });
    expect(await now(undefined)).toBeUndefined();
    expect(await get()).toBeUndefined();
    clock.advance(1999);
    expect(await get()).toBeUndefined();
    expect(loads).toHaveLength(0);
    clock.advance(1);
    expect(await now('there')).toBe('there');
    expect(await requests()).toMatchObject({ hit: 2, stale: 0 });
  });

  it('is off unless asked for', async () => {
    const { loads, get, now } = start();
    await now(undefined);
    const answer = get();
    expect(loads).toHaveLength(1);
    loads[0]?.resolve('x');
    expect(await answer).toBe('x');
  });

  it('replaces a value that is no longer there', async () => {
    const { clock, now, cache } = start();
    await now('was here');
    clock.advance(10_000);
    await now(undefined);
    expect(await cache.get('a')).toBeUndefined();
  });
});

describe('loading anew early', () => {
  it('happens in the background just before the TTL runs out, and is a hit for who asked', async () => {
    const { clock, loads, get, requests } = start({ earlyRefreshBeta: 1, random: () => 1 - Math.exp(-1) });
    const first = get();
    clock.advance(1000);
    loads[0]?.resolve('old');
    await first;
    clock.advance(7999);
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(1);
    clock.advance(1);
    expect(await get()).toBe('old');
    expect(loads).toHaveLength(2);
    loads[1]?.resolve('new');
    await settle();
    expect(await get()).toBe('new');
    expect(await requests()).toMatchObject({ hit: 3, miss: 1, stale: 0 });
  });
});

describe('a tiered cache', () => {
  it('shares one load among all who ask', async () => {
    const { loads, get } = start();
    const answers = Promise.all([get(), get()]);
    loads[0]?.resolve('x');
    expect(await answers).toEqual(['x', 'x']);
    expect(loads).toHaveLength(1);
  });

  it('rejects with what the load rejects with, and remembers nothing of it', async () => {
    const { loads, get, now } = start();
    const answer = get();
    loads[0]?.reject(new Error('down'));
    await expect(answer).rejects.toThrow('down');
    expect(await now('up')).toBe('up');
  });

  it('finds and stores nothing once it is closed, and leaves no timer', async () => {
    const { cache, clock, now, instruments } = start({ staleWhileRevalidateSeconds: 5 });
    await now('x');
    await cache.close();
    expect(await cache.get('a')).toBeUndefined();
    await expect(now('y')).rejects.toThrow('closed');
    expect(clock.pending).toBe(0);
    expect(await collectText(instruments)).not.toContain('cache="products"');
  });

  it.each<[Partial<TieredCacheOptions<string>>, string]>([
    [{ staleIfErrorSeconds: -1 }, 'Cache "products": staleIfErrorSeconds is -1'],
    [{ negativeTtlSeconds: 11 }, 'negativeTtlSeconds is 11; give 0 to 10'],
    [{ secondTier: { redis: 'redis://127.0.0.1:1', deadlineMs: 0 } }, 'secondTier.deadlineMs is 0'],
    [{ capacity: 0 }, 'capacity is 0'],
  ])('refuses %j', (given, message) => expect(() => start(given)).toThrow(message));
});

it('whatever happens, no value is given out beyond its budget or after it was deleted, and every look-up is counted once', async () => {
  const TTL = 10;
  const REVALIDATE = 4;
  const IF_ERROR = 20;
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(seed);
    const { cache, clock, requests } = start({
      ttlSeconds: TTL,
      staleWhileRevalidateSeconds: REVALIDATE,
      staleIfErrorSeconds: IF_ERROR,
      negativeTtlSeconds: 2,
      earlyRefreshBeta: 1,
      capacity: 3,
      random,
    });
    const keys = ['a', 'b', 'c', 'd', 'e'];
    /** Loads that began before have been deleted since. */
    const deletedAt = new Map<string, number>();
    let loadFails = false;
    let lookUps = 0;
    for (let step = 0; step < 500; step++) {
      const key = keys[Math.floor(random() * keys.length)] ?? 'a';
      clock.advance(Math.floor(random() * 3000));
      const what = random();
      if (what < 0.1) loadFails = !loadFails;
      else if (what < 0.2) {
        await cache.delete(key);
        deletedAt.set(key, clock.monotonic());
      } else {
        const askedAt = clock.monotonic();
        lookUps++;
        const answer = await cache
          .getOrLoad(key, async () => {
            const began = clock.monotonic();
            await settle();
            if (loadFails) throw new Error('down');
            return random() < 0.1 ? undefined : String(began);
          })
          .catch((error: unknown) => {
            expect(String(error)).toContain('down');
            return undefined;
          });
        if (answer !== undefined) {
          expect((askedAt - Number(answer)) / 1000).toBeLessThan(TTL + Math.max(REVALIDATE, IF_ERROR));
          expect(Number(answer)).toBeGreaterThanOrEqual(deletedAt.get(key) ?? 0);
        }
        await settle();
        await settle();
      }
    }
    const counted = Object.values(await requests()).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(lookUps);
    await cache.close();
  }
});
