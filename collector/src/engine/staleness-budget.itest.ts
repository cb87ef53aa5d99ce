import { afterEach, expect, it } from '@jest/globals';
import { silentLog } from '../contract/index.js';
import { createGrowthEngine, type GrowthEngine } from './growth-engine.js';

let engine: GrowthEngine | undefined;
afterEach(() => engine?.close());

it('a TTL that learns rises by itself, and stands still from when a person takes it over', async () => {
  engine = createGrowthEngine({ service: 'shop', log: silentLog });
  await engine.ready;
  engine.cache({
    name: 'prices',
    capacity: 10,
    ttlSeconds: 10,
    maxTtlSeconds: 600,
    staleness: { budget: 0.01, updates: 'reported' },
  });
  const control = await engine.control();
  for (let tries = 0; tries < 100 && control.services().length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const ttl = async () =>
    (await control.settings('shop')).settings.find(({ name }) => name === 'cache.prices.ttl') ?? { value: 0 };
  const reaches = async (holds: (value: number) => boolean): Promise<void> => {
    for (let tries = 0; tries < 300 && !holds(Number((await ttl()).value)); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(holds(Number((await ttl()).value))).toBe(true);
  };
  await reaches((value) => value > 10);
  expect(await ttl()).toMatchObject({ owner: 'engine', adapts: true });
  await control.takeSetting('shop', 'cache.prices.ttl', 20, { kind: 'terminal', name: 'ann' });
  await reaches((value) => value === 20);
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(await ttl()).toMatchObject({ value: 20, owner: 'person', instances: {} });
}, 60_000);
