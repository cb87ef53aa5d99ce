import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { seededRandom } from '../contract/testing/random.js';
import { METRICS } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { createDeclaredCache, type DeclaredPolicy } from './declared-cache.js';

const CAPACITY = 200;

function setUp(policy?: DeclaredPolicy) {
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const { cache, report } = createDeclaredCache<number>({
    name: 'products',
    capacity: CAPACITY,
    ttlSeconds: 3600,
    instruments,
    clock: new ManualClock(),
    random: seededRandom(1),
    ...(policy === undefined ? {} : { policy }),
  });
  const ask = (key: string): void => {
    if (cache.get(key) === undefined) cache.set(key, 1);
  };
  return { cache, report, ask, text: () => collectText(instruments) };
}

describe('a cache as it is declared', () => {
  it('has the policy that was asked for, LRU by default', () => {
    expect(setUp().cache.policy).toBe('lru');
    expect(setUp('sieve').cache.policy).toBe('sieve');
  });

  it('with "auto" keeps hitting on a loop that just does not fit, and tells what it predicts', async () => {
    const auto = setUp('auto');
    const lru = setUp('lru');
    for (let at = 0; at < 40_000; at++) {
      const key = `key:${at % (CAPACITY + 20)}`;
      auto.ask(key);
      lru.ask(key);
    }
    const { hits, misses, evicted, expired } = auto.cache.stats();
    expect(hits / (hits + misses + evicted + expired)).toBeGreaterThan(0.5);
    expect(lru.cache.stats().hits).toBe(0);
    const text = await auto.text();
    expect(text).toContain(`${METRICS.cache_predicted_hit_ratio.name}{service="shop",cache="products",policy="lru"`);
    expect(text).toMatch(new RegExp(`^${METRICS.cache_policy_moves_total.name}\\{`, 'm'));
  });

  it('ends the series of its choosing when it is closed, so that another may have its name', async () => {
    const { cache, text } = setUp('auto');
    expect(await text()).toMatch(new RegExp(`^${METRICS.cache_policy_moves_total.name}\\{`, 'm'));
    cache.close();
    expect(await text()).not.toMatch(new RegExp(`^${METRICS.cache_policy_moves_total.name}\\{`, 'm'));
  });
});
