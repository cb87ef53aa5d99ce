import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import type { CacheStrategy } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { createPerformanceCache } from './performance-cache.js';

function setUp() {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  return { clock, instruments, cache: createPerformanceCache({ instruments, clock }) };
}

describe('the cache by strategy', () => {
  it.each<[CacheStrategy, number]>([
    ['instant', 30],
    ['short', 300],
    ['medium', 900],
    ['long', 3600],
    ['persistent', 86_400],
  ])('keeps %s data for %i s', (strategy, seconds) => {
    const { cache, clock } = setUp();
    cache.set('dashboard-data', { value: 1 }, strategy);
    clock.advance(seconds * 1000 - 1);
    expect(cache.get('dashboard-data')).toEqual({ value: 1 });
    clock.advance(1);
    expect(cache.get('dashboard-data')).toBeUndefined();
  });

  it('finds a key where it was last stored, and only there', () => {
    const { cache, clock } = setUp();
    cache.set('a', 'old', 'persistent');
    cache.set('a', 'new', 'instant');
    expect(cache.get('a')).toBe('new');
    clock.advance(30_000);
    expect(cache.get('a')).toBeUndefined();
  });

  it('finds an old entry that stayed in use while many others came and went', () => {
    const { cache } = setUp();
    cache.set('old', 'value', 'persistent');
    for (let index = 0; index < 26_000; index++) {
      cache.set(`key:${index}`, index, 'short');
      if (index % 100 === 0) expect(cache.get('old')).toBe('value');
    }
    expect(cache.get('old')).toBe('value');
  });

  it('counts under its strategies and offers their settings', async () => {
    const { cache, instruments } = setUp();
    cache.set('a', 1, 'long');
    cache.get('a');
    expect(await collectText(instruments)).toContain('{service="shop",cache="long",result="hit"} 1');
    expect(cache.tunables().map((tunable) => tunable.describe().name)).toContain('cache.medium.ttl');
    cache.close();
    expect(await collectText(instruments)).not.toContain('cache="long"');
  });

  it('names the strategies there are when asked for another', () => {
    const { cache } = setUp();
    expect(() => cache.set('a', 1, 'forever' as CacheStrategy)).toThrow('instant, short, medium, long, persistent');
  });

  it('forgets by key and altogether', () => {
    const { cache } = setUp();
    cache.set('a', 1, 'short');
    cache.set('b', 2, 'long');
    expect(cache.delete('a')).toBe(true);
    expect(cache.delete('a')).toBe(false);
    cache.clear();
    expect(cache.get('b')).toBeUndefined();
  });
});
