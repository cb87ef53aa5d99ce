import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { EVICTION_POLICIES, type EvictionPolicy } from '../contract/index.js';
import { seededRandom } from '../contract/testing/random.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache, type CacheOptions } from './cache.js';

const setUp = (given: Partial<CacheOptions> = {}) =>
  createCache<string>({
    name: 'pages',
    capacity: 500,
    ttlSeconds: 10,
    maxBytes: 1000,
    clock: new ManualClock(),
    instruments: createInstruments({ constantLabels: { service: 'shop' } }),
    ...given,
  });

describe.each(EVICTION_POLICIES)('a cache of so many bytes under %s', (policy) => {
  it('never holds more, whatever is stored, resized or changed', () => {
    const random = seededRandom(5);
    const below = (limit: number): number => Math.floor(random() * limit);
    const cache = setUp({ policy });
    const model = new Map<string, string>();
    let maxBytes = 1000;
    for (let turn = 0; turn < 5000; turn++) {
      const key = `k${below(300)}`;
      const found = cache.get(key);
      if (found !== undefined && found !== model.get(key)) throw new Error(`${key} is not what was stored`);
      if (found === undefined || below(4) === 0) {
        const value = `${turn}`.padEnd(1 + below(120), '.');
        model.set(key, value);
        if (below(5) === 0) cache.set(key, value, { bytes: 0.5 + below(200) });
        else cache.set(key, value);
      }
      if (below(200) === 0) cache.setMaxBytes((maxBytes = 100 + below(2000)));
      if (below(200) === 0) cache.setPolicy(EVICTION_POLICIES[below(EVICTION_POLICIES.length)] as EvictionPolicy);
      if (below(20) === 0) cache.delete(`k${below(300)}`);
      const { bytes } = cache.stats();
      if (bytes > maxBytes || bytes < 0) throw new Error(`${bytes} bytes where ${maxBytes} may be`);
    }
    expect(cache.size).toBeGreaterThan(0);
    cache.clear();
    expect(cache.stats().bytes).toBe(0);
  });
});

describe('a cache of so many bytes', () => {
  it('stores nothing that alone is too large, and forgets what was there before', () => {
    const cache = setUp({ maxBytes: 10 });
    cache.set('a', 'small');
    cache.set('a', 'much too large');
    expect(cache.get('a')).toBeUndefined();
    expect(cache.stats().bytes).toBe(0);
  });

  it('counts an entry as what it is said to weigh, rounded up', () => {
    const cache = setUp();
    cache.set('a', 'x', { bytes: 400.2 });
    expect(cache.stats().bytes).toBe(401);
    expect(() => cache.set('a', 'x', { bytes: NaN })).toThrow('cannot have NaN bytes');
  });

  it('measures every object, so that a large one finds its room', () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const clock = new ManualClock();
    const cache = createCache<object>({
      name: 'rows',
      capacity: 500,
      ttlSeconds: 10,
      maxBytes: 5000,
      clock,
      instruments,
    });
    for (let index = 0; index < 200; index++) cache.set(`small:${index}`, { index });
    cache.set('large', { text: 'x'.repeat(4500) });
    expect(cache.stats().bytes).toBeLessThanOrEqual(5000);
    expect(cache.has('large')).toBe(true);
  });

  it('loses its limit when told so', () => {
    const cache = setUp({ maxBytes: 10 });
    cache.setMaxBytes(undefined);
    cache.set('a', 'more than ten bytes');
    expect(cache.get('a')).toBe('more than ten bytes');
    expect(() => cache.setMaxBytes(0)).toThrow('maxBytes is 0');
    expect(() => setUp({ maxBytes: -1 })).toThrow('maxBytes is -1');
  });
});
