import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache } from './cache.js';
import { plainJsonLength } from './plain-json.js';

const compressed = () =>
  createCache<unknown>({
    name: 'pages',
    instruments: createInstruments({ constantLabels: { service: 'shop' } }),
    clock: new ManualClock(),
    capacity: 100,
    ttlSeconds: 10,
    compress: true,
  });

const records = (count: number): object[] =>
  Array.from({ length: count }, (_, id) => ({ id, name: `Product ${id}`, tags: ['new', 'cheap'], price: 9.5 }));

describe('a compressed cache', () => {
  it.each([
    ['text', 'Grüße '.repeat(500)],
    ['a buffer', Buffer.alloc(5000, 'abc')],
    ['records', records(50)],
  ])('stores %s smaller and gives it back unchanged', (_, value) => {
    const cache = compressed();
    cache.set('a', value);
    expect(cache.stats().bytes).toBeLessThan(2000);
    expect(cache.get('a')).toEqual(value);
  });

  it.each([
    ['short text', 'x'.repeat(1000)],
    ['random bytes', randomBytes(4000)],
    ['a date among records', { at: new Date(0), records: records(50) }],
    ['undefined among records', [undefined, ...records(50)]],
    ['a map', new Map([['a', records(50)]])],
    ['text with half a surrogate pair', `\ud800${'x'.repeat(5000)}`],
  ])('leaves %s as it is', (_, value) => {
    const cache = compressed();
    cache.set('a', value);
    expect(cache.get('a')).toBe(value);
  });

  it('compresses large values later, off the event loop, and never puts an old one in the place of a new one', async () => {
    const cache = compressed();
    const large = 'abcdefghij'.repeat(20_000);
    cache.set('a', large);
    cache.set('b', large);
    cache.set('b', 'changed');
    expect(cache.get('a')).toBe(large);
    expect(cache.stats().bytes).toBe(200_007);
    for (let tries = 0; tries < 200 && cache.stats().bytes > 10_000; tries++) await sleep(10);
    expect(cache.stats().bytes).toBeLessThan(10_000);
    expect(cache.get('a')).toBe(large);
    expect(cache.get('b')).toBe('changed');
  });
});

describe('plain JSON', () => {
  it.each([[Number.NaN], [-0], [1n], [() => 1], [{ toJSON: () => 1 }], [new Date(0)], [{ [Symbol('s')]: 1 }]])(
    'is not %p',
    (value) => expect(plainJsonLength(value)).toBe(-1)
  );

  it('is not a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(plainJsonLength(cycle)).toBe(-1);
  });
});
