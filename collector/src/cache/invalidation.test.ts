import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache } from './cache.js';

const setUp = (capacity = 100) =>
  createCache<string>({
    name: 'products',
    capacity,
    ttlSeconds: 10,
    clock: new ManualClock(),
    instruments: createInstruments({ constantLabels: { service: 'shop' } }),
  });

describe('invalidation by tag', () => {
  it('removes what carries the tag and nothing else', () => {
    const cache = setUp();
    cache.set('shirt', 'a', { tags: ['clothes', 'sale'] });
    cache.set('shoe', 'b', { tags: ['clothes'] });
    cache.set('bread', 'c');
    expect(cache.invalidateTag('clothes')).toBe(2);
    expect([cache.get('shirt'), cache.get('shoe'), cache.get('bread')]).toEqual([undefined, undefined, 'c']);
    expect(cache.invalidateTag('sale')).toBe(0);
  });

  it('knows an entry by the tags that it was stored with last', () => {
    const cache = setUp();
    cache.set('shirt', 'a', { tags: ['old'] });
    cache.set('shirt', 'b');
    expect(cache.invalidateTag('old')).toBe(0);
    expect(cache.get('shirt')).toBe('b');
  });

  it('forgets the tags of entries that left', () => {
    const cache = setUp(2);
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, key, { tags: ['letters'] });
    expect(cache.invalidateTag('letters')).toBe(2);
    cache.set('e', 'e', { tags: ['letters'] });
    cache.clear();
    expect(cache.invalidateTag('letters')).toBe(0);
  });

  it('does not store what was being loaded meanwhile', async () => {
    const cache = setUp();
    let answer: (value: string) => void = () => undefined;
    const loading = cache.getOrLoad('shirt', () => new Promise<string>((resolve) => (answer = resolve)));
    cache.invalidateTag('clothes');
    answer('stale');
    expect(await loading).toBe('stale');
    expect(cache.has('shirt')).toBe(false);
  });
});

describe('invalidation by prefix', () => {
  it('removes the entries whose keys begin so', () => {
    const cache = setUp();
    for (const key of ['user:1', 'user:12', 'user', 'order:1']) cache.set(key, key);
    expect(cache.invalidatePrefix('user:')).toBe(2);
    expect([cache.has('user:1'), cache.has('user'), cache.has('order:1')]).toEqual([false, true, true]);
    expect(cache.stats()).toMatchObject({ entries: 2 });
    expect(cache.invalidatePrefix('user:')).toBe(0);
  });
});
