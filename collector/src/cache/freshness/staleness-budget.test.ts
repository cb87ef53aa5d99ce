import { describe, expect, it } from '@jest/globals';
import { UpdatedWorld, keysNamed, poisson, type WorldOptions } from './testing/updated-world.js';

const SECONDS = 1800;
const KEYS = keysNamed('k', 40);

async function live(given: Omit<WorldOptions, 'keys' | 'readsPerSecond' | 'cache'>, budget: number) {
  const world: UpdatedWorld = new UpdatedWorld({
    keys: KEYS,
    readsPerSecond: 120,
    ...given,
    cache: { staleness: { budget, version: (key) => world.version(key) } },
  });
  await world.run(SECONDS);
  const least = new UpdatedWorld({ keys: KEYS, readsPerSecond: 120, ...given, cache: { ttlSeconds: 1 } });
  await least.run(120);
  const fixed = new UpdatedWorld({ keys: KEYS, readsPerSecond: 120, ...given, cache: { ttlSeconds: 60 } });
  await fixed.run(SECONDS);
  for (const one of [world, least, fixed]) one.cache.close();
  return { world, least, fixed };
}

/** Each key about once within the same ten seconds, every ten minutes, and not at all in between. */
const bursts: WorldOptions['updates'] = (_key, at, seconds, random) => at % 600 < 10 && random() < 0.1 * seconds;
/** Ten times as many updates from the fifteenth minute on. */
const regimes = poisson((_key, at) => (at < 900 ? 1 / 1200 : 1 / 120));

describe('in every five minutes, hits that are out of date stay within the budget, and hits stay many', () => {
  for (const seed of [1, 2]) {
    it(`with Poisson updates (seed ${seed})`, async () => {
      const { world, least, fixed } = await live({ seed, updates: poisson(() => 1 / 600) }, 0.02);
      expect(world.worstWindow()).toBeLessThanOrEqual(0.02);
      expect(fixed.worstWindow()).toBeGreaterThan(0.02);
      expect(1 - world.hitRatio).toBeLessThan(0.4 * (1 - least.hitRatio));
    }, 120_000);
  }

  it('with bursts of updates', async () => {
    const { world, least, fixed } = await live({ seed: 3, updates: bursts }, 0.02);
    expect(world.worstWindow()).toBeLessThanOrEqual(0.02);
    expect(fixed.worstWindow()).toBeGreaterThan(0.02);
    expect(1 - world.hitRatio).toBeLessThan(0.8 * (1 - least.hitRatio));
  }, 120_000);

  it('with updates that become ten times as frequent', async () => {
    const { world, least, fixed } = await live({ seed: 4, updates: regimes }, 0.02);
    expect(world.worstWindow()).toBeLessThanOrEqual(0.02);
    expect(fixed.worstWindow()).toBeGreaterThan(0.02);
    expect(1 - world.hitRatio).toBeLessThan(0.6 * (1 - least.hitRatio));
  }, 120_000);
});

describe('a cache with prefixes', () => {
  it('learns a TTL for each', async () => {
    const world: UpdatedWorld = new UpdatedWorld({
      seed: 5,
      keys: [...keysNamed('fast:', 10), ...keysNamed('slow:', 10)],
      readsPerSecond: 60,
      updates: poisson((key) => (key.startsWith('fast:') ? 1 / 60 : 0)),
      cache: {
        staleness: { budget: 0.05, version: (key) => world.version(key), prefixes: ['fast:', 'slow:'] },
      },
    });
    await world.run(900);
    const ttl = (prefix: string) =>
      world.cache
        .tunables()
        .find((tunable) => tunable.describe().name === `cache.values.${prefix}.ttl`)
        ?.get();
    expect(ttl('slow:')).toBeGreaterThan(30);
    expect(ttl('fast:')).toBeLessThan(6);
    expect(world.worstWindow()).toBeLessThanOrEqual(0.05);
    world.cache.close();
    expect(world.clock.pending).toBe(0);
  }, 120_000);
});

describe('checks', () => {
  it('cost at most so many readings per second, twice: for hits, and for what is stored', async () => {
    const world: UpdatedWorld = new UpdatedWorld({
      seed: 6,
      keys: keysNamed('k', 500),
      readsPerSecond: 500,
      updates: () => false,
      cache: { staleness: { budget: 0.01, version: (key) => world.version(key), checksPerSecond: 3 } },
    });
    await world.run(120);
    expect(world.versionReads).toBeLessThanOrEqual(2 * 3 * 121);
    expect(world.versionReads).toBeGreaterThan(3 * 60);
    world.cache.close();
  });
});
