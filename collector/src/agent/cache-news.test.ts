import { describe, expect, it } from '@jest/globals';
import { CACHES_EVERY_MS, type CacheReport } from '../contract/index.js';
import { fixedReport } from '../cache/declared-cache.js';
import { CacheNews } from './cache-news.js';

function setUp() {
  let reports: readonly CacheReport[] = [fixedReport('products', 'lru')];
  const news = new CacheNews(() => reports);
  const change = (): void => {
    reports = [fixedReport('products', 'sieve')];
  };
  return { news, change };
}

describe('what a report tells of the caches', () => {
  it('is told once, and again where something has changed', () => {
    const { news, change } = setUp();
    expect(news.take(0)).toHaveLength(1);
    news.arrived(0);
    expect(news.take(1000)).toBeUndefined();
    news.arrived(1000);
    change();
    expect(news.take(2000)?.[0]?.policy).toBe('sieve');
  });

  it('is told again until it has arrived, and to whoever answers after an outage', () => {
    const { news } = setUp();
    news.take(0);
    expect(news.take(1000)).toHaveLength(1);
    news.arrived(1000);
    news.take(2000);
    news.lost();
    expect(news.take(3000)).toHaveLength(1);
  });

  it('is told every minute, since a collector may have been restarted in between', () => {
    const { news } = setUp();
    news.take(0);
    news.arrived(0);
    expect(news.take(CACHES_EVERY_MS - 1)).toBeUndefined();
    expect(news.take(CACHES_EVERY_MS)).toHaveLength(1);
  });
});
