import { describe, expect, it } from '@jest/globals';
import { createInstruments } from '../instruments/instruments.js';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { createCache } from './cache.js';
import { Doorkeeper } from './doorkeeper.js';

const CAPACITY = 100;

/** A cache as a route has one, behind a doorkeeper. */
function guarded(capacity = CAPACITY) {
  const cache = createCache<string>({
    name: 'guarded',
    capacity,
    ttlSeconds: 60,
    clock: new ManualClock(),
    instruments: createInstruments({ constantLabels: { service: 'test' } }),
  });
  const doorkeeper = new Doorkeeper(() => cache.stats());
  let stored = 0;
  const ask = (key: string): 'hit' | 'stored' | 'rejected' => {
    if (cache.get(key) !== undefined) return 'hit';
    if (!doorkeeper.admits(cache.hashOfMissed(key))) return 'rejected';
    stored++;
    cache.set(key, key);
    return 'stored';
  };
  let last = 0;
  /** Keys that were never asked for before. */
  const scan = (requests: number): void => {
    for (let request = 0; request < requests; request++) ask(`/items/${last++}`);
  };
  return { doorkeeper, ask, scan, stored: () => stored };
}

describe('a doorkeeper', () => {
  it('lets everything in while the cache has room', () => {
    const { scan, stored } = guarded(50_000);
    scan(20_000);
    expect(stored()).toBe(20_000);
  });

  it('turns nearly all away while next to nothing is asked for twice, and lets in what is', () => {
    const { doorkeeper, ask, scan, stored } = guarded();
    scan(5_000);
    expect(doorkeeper.selective).toBe(true);
    const before = stored();
    scan(32_000);
    expect(stored() - before).toBe(250);

    const second = ['/twice', '/three-times'].map((key) => (ask(key), ask(key)));
    expect(second).toEqual(['stored', 'stored']);
    expect(ask('/three-times')).toBe('hit');
  });

  it('opens within a window when things are asked for again, and does not fall for the same soon', () => {
    const { doorkeeper, ask, scan } = guarded();
    scan(5_000);
    expect(doorkeeper.selective).toBe(true);
    for (let request = 0; request < 2_500; request++)
      ask(request % 5 === 0 ? `/new/${request}` : `/hot/${request % 50}`);
    scan(500);
    for (let request = 0; request < 2_500; request++)
      ask(request % 2 === 0 ? `/more/${request}` : `/hot/${request % 150}`);
    expect(doorkeeper.selective).toBe(false);
    scan(1_500);
    expect(doorkeeper.selective).toBe(false);
    scan(5_000);
    expect(doorkeeper.selective).toBe(true);
  });

  it('leaves a loop that is larger than the cache to the cache: what is missed there was evicted', () => {
    const { doorkeeper, ask } = guarded();
    for (let request = 0; request < 50_000; request++) ask(`/loop/${request % 150}`);
    expect(doorkeeper.selective).toBe(false);
  });

  it('costs popular keys one miss each when it was selective before', () => {
    const { ask, scan } = guarded();
    scan(5_000);
    let misses = 0;
    for (let request = 0; request < 3_000; request++) if (ask(`/popular/${request % 40}`) !== 'hit') misses++;
    expect(misses).toBeLessThanOrEqual(80);
  });
});
