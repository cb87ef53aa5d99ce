import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { ManualClock } from '../agent/testing/manual-clock.js';
import type { GrowthEngineRoute } from '../contract/index.js';
import { createParts, listen, type Running } from './testing/application.js';

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(staleness: NonNullable<GrowthEngineRoute['staleness']>) {
  const clock = new ManualClock();
  const source = { value: 1 };
  const route = { id: 'price', path: '/prices/:id', cacheStrategy: 'short', ttlSeconds: 4, maxStalenessSeconds: 120 };
  const parts = createParts({ clock, routes: [{ ...(route as GrowthEngineRoute), staleness }] });
  const app = express();
  app.use(parts.middleware);
  app.get('/prices/:id', (_, response) => void response.json({ value: source.value }));
  app.post('/prices/:id', (_, response) => void response.json({ value: ++source.value }));
  const server = await listen(app);
  running.push(server);
  const ttl = () =>
    parts.caching
      .tunables()
      .find((tunable) => tunable.describe().name === 'route.price.ttl')
      ?.get();
  return { ...parts, ...server, clock, source, ttl };
}

describe('a route with a staleness budget', () => {
  it('learns a long TTL while its source stands still and a short one when it changes, and drops what has changed', async () => {
    const source = { version: 1, asked: [] as (string | undefined)[] };
    const { get, clock, ttl, caching, text } = await start({
      budget: 0.2,
      version: async ({ url }) => {
        source.asked.push(url);
        return source.version;
      },
    });
    for (let second = 0; second < 120; second++) {
      await get('/prices/1');
      clock.advance(1000);
    }
    expect(source.asked).toContain('/prices/1');
    const quiet = Number(ttl());
    expect(quiet).toBeGreaterThan(10);
    for (let second = 0; second < 60; second++) {
      source.version++;
      await get('/prices/1');
      clock.advance(1000);
    }
    expect(Number(ttl())).toBeLessThan(3);
    const series = await text();
    expect(series).toMatch(/cache_version_checks_total\{[^}]*cache="route:price",prefix="",outcome="changed"\} [1-9]/);
    expect(series).toMatch(/cache_updates_per_second\{[^}]*cache="route:price",prefix=""\} 0\.\d+/);
    expect(series).toContain(
      'growth_engine_cache_staleness_budget_ratio{service="shop",cache="route:price",prefix=""} 0.2'
    );
    caching.close();
  }, 60_000);

  it('gives nothing out of date where every update is reported, and its TTL rises to maxStalenessSeconds', async () => {
    const { get, clock, ttl, caching, source } = await start({ budget: 0.01, updates: 'reported' });
    expect((await get('/prices/1')).body).toBe('{"value":1}');
    clock.advance(300_000);
    expect(ttl()).toBe(120);
    await get('/prices/1');
    await get('/prices/1', {}, 'POST');
    expect((await get('/prices/1')).body).toBe('{"value":2}');
    await get('/prices/2');
    source.value = 7;
    caching.invalidate('price', '/prices/1');
    expect((await get('/prices/1')).body).toBe('{"value":7}');
    expect((await get('/prices/2')).body).toBe('{"value":2}');
    caching.invalidate('price');
    expect((await get('/prices/2')).body).toBe('{"value":7}');
    expect(() => caching.invalidate('prices')).toThrow('No route "prices" is cached');
    caching.close();
  });

  it('is refused without a cache, and without a way to know of updates', () => {
    const route = { id: 'a', path: '/a' } as const;
    expect(() => createParts({ routes: [{ ...route, staleness: { budget: 0.1, updates: 'reported' } }] })).toThrow(
      'Route "a": it has a staleness budget and no cache; declare a cacheStrategy.'
    );
    expect(() => createParts({ routes: [{ ...route, cacheStrategy: 'short', staleness: { budget: 0.1 } }] })).toThrow(
      'it must have a version, or updates: "reported"'
    );
  });
});
