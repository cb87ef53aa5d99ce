import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { EVICTION_POLICIES } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache } from './cache.js';

const ALL = 2 ** 32;

class Sample {
  below = ALL;
  readonly hashes: number[] = [];
  lookUps = 0;

  requested(hash: number): void {
    this.hashes.push(hash);
  }

  counted(lookUps: number): void {
    this.lookUps += lookUps;
  }
}

function setUp(sample: Sample, policy: (typeof EVICTION_POLICIES)[number] = 'sieve') {
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  return createCache<number, string | number>({
    name: 'products',
    policy,
    capacity: 200,
    ttlSeconds: 10,
    clock: new ManualClock(),
    instruments,
    sample,
    random: () => 0.25,
  });
}

const lookUp = (cache: ReturnType<typeof setUp>, keys: readonly (string | number)[]): void => {
  for (const key of keys) if (cache.get(key) === undefined) cache.set(key, 1);
};
const names = Array.from({ length: 500 }, (_, index) => `key:${index}`);

describe.each(EVICTION_POLICIES)('a sample of the look-ups of a cache under %s', (policy) => {
  it.each([
    ['strings', names],
    ['numbers', names.map((_, index) => index)],
  ])('has the same hash for a key of %s, hit or missed, stored or gone', (_, keys) => {
    const sample = new Sample();
    const cache = setUp(sample, policy);
    lookUp(cache, keys);
    lookUp(cache, keys);
    lookUp(cache, keys.slice(-20));
    const [first, second] = [sample.hashes.slice(0, 500), sample.hashes.slice(500, 1000)];
    expect(second).toEqual(first);
    expect(sample.hashes.slice(1000)).toEqual(first.slice(-20));
    expect(new Set(first).size).toBe(500);
  });
});

describe('a sample of look-ups', () => {
  it('is told of the keys below its bound only, and of about as many look-ups as there were', () => {
    const sample = new Sample();
    sample.below = ALL / 4;
    const cache = setUp(sample);
    lookUp(cache, names);
    expect(sample.hashes.every((hash) => hash >>> 0 < ALL / 4)).toBe(true);
    expect(sample.hashes.length).toBeGreaterThan(80);
    expect(sample.hashes.length).toBeLessThan(170);
    expect(sample.lookUps).toBeGreaterThan(500 - 65);
    expect(sample.lookUps).toBeLessThanOrEqual(500);
  });

  it('hears of look-ups while it samples nothing', () => {
    const sample = new Sample();
    sample.below = 0;
    const cache = setUp(sample);
    for (let times = 0; times < 131; times++) cache.get('absent');
    expect(sample.hashes).toEqual([]);
    expect(sample.lookUps).toBe(130);
  });
});
