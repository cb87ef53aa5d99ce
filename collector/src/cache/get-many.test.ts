import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache } from './cache.js';

const setUp = () =>
  createCache<string>({
    name: 'products',
    capacity: 100,
    ttlSeconds: 10,
    clock: new ManualClock(),
    instruments: createInstruments({ constantLabels: { service: 'shop' } }),
  });

describe('getMany', () => {
  it('gives what is stored, and counts every key', () => {
    const cache = setUp();
    cache.set('a', '1');
    cache.set('b', '2');
    expect(cache.getMany(['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ])
    );
    expect(cache.stats()).toMatchObject({ hits: 2, misses: 1 });
  });
});

describe('getOrLoadMany', () => {
  it('loads what is missing in one call, each key once, and stores it', async () => {
    const cache = setUp();
    cache.set('a', 'stored');
    const calls: (readonly string[])[] = [];
    const load = (keys: readonly string[]): Promise<Map<string, string>> => {
      calls.push([...keys]);
      return Promise.resolve(new Map(keys.filter((key) => key !== 'none').map((key) => [key, key])));
    };
    const found = await cache.getOrLoadMany(['a', 'b', 'b', 'c', 'none'], load);
    expect(Object.fromEntries(found)).toEqual({ a: 'stored', b: 'b', c: 'c' });
    expect(calls).toEqual([['b', 'c', 'none']]);
    expect(cache.get('c')).toBe('c');
    await cache.getOrLoadMany(['b', 'c'], load);
    expect(calls.length).toBe(1);
  });

  it('joins loads that are under way, and is joined', async () => {
    const cache = setUp();
    let answer: (value: string) => void = () => undefined;
    const single = cache.getOrLoad('a', () => new Promise<string>((resolve) => (answer = resolve)));
    const asked: string[] = [];
    const many = cache.getOrLoadMany(['a', 'b'], (keys) => {
      asked.push(...keys);
      return Promise.resolve(new Map([['b', 'bulk']]));
    });
    const joined = cache.getOrLoad('b', () => Promise.reject(new Error('never called')));
    answer('single');
    expect(Object.fromEntries(await many)).toEqual({ a: 'single', b: 'bulk' });
    expect([await single, await joined, asked]).toEqual(['single', 'bulk', ['b']]);
  });

  it('fails where the load fails, and stores nothing', async () => {
    const cache = setUp();
    await expect(cache.getOrLoadMany(['a'], () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(cache.has('a')).toBe(false);
    expect(Object.fromEntries(await cache.getOrLoadMany(['a'], () => Promise.resolve(new Map([['a', '1']]))))).toEqual({
      a: '1',
    });
  });

  it('does not store what was invalidated while it loaded', async () => {
    const cache = setUp();
    let answer: (values: Map<string, string>) => void = () => undefined;
    const loading = cache.getOrLoadMany(['a', 'b'], () => new Promise((resolve) => (answer = resolve)));
    await Promise.resolve();
    cache.delete('a');
    answer(
      new Map([
        ['a', 'stale'],
        ['b', 'fresh'],
      ])
    );
    await loading;
    expect([cache.has('a'), cache.has('b')]).toEqual([false, true]);
  });
});
