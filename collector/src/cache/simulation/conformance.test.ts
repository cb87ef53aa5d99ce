import { beforeAll, describe, expect, it } from '@jest/globals';
import { replay, type SimulatedPolicy } from './replay.js';
import type { Trace } from './trace.js';
import { TRACES_DIR, publishedRows, readPublishedTrace, readReadme } from '../testing/published-traces.js';

/** Columns of the table of published ratios that are our policies, and how many points we may be away from them. */
const TOLERANCE_POINTS = {
  lru: ['LRU', 0.01],
  fifo: ['FIFO', 0.01],
  sieve: ['SIEVE', 0.01],
  opt: ['OPT', 0.01],
  lfu: ['LFU', 0.5],
  's3-fifo': ['S3-FIFO', 0.5],
} as const satisfies Partial<Record<SimulatedPolicy, readonly [column: string, points: number]>>;
const OLTP_SIZES = [250, 500, 750, 1000, 1250, 1500, 1750, 2000];
/** The published ratios are rounded to two digits. */
const ROUNDING = 0.0051;

/** `- OLTP: LRU 16.47 … · …`, eight sizes each. */
function publishedOltp(readme: string, name: string): readonly number[] {
  const line = readme.split('\n').find((one) => one.startsWith('- OLTP:')) ?? '';
  const found =
    line
      .slice('- OLTP:'.length)
      .split('·')
      .find((part) => part.trim().startsWith(name)) ?? '';
  return found.trim().slice(name.length).trim().split(/\s+/).map(Number);
}

const percentOf = (trace: Trace, policy: SimulatedPolicy, capacity: number): number => {
  const { hits, requests } = replay(trace, policy, capacity);
  return (hits / requests) * 100;
};

const readme = readReadme();
if (readme === undefined) {
  describe('hit ratios', () => {
    it.skip(`are not held against published ones: there is no README.md in ${TRACES_DIR} (set TRACES_DIR)`, () => {});
  });
} else {
  const rows = publishedRows(readme);
  const names = [...new Set(rows.map(({ trace }) => trace))];

  describe.each(names)('hit ratios on %s', (name) => {
    let trace: Trace;
    beforeAll(async () => {
      trace = await readPublishedTrace(name);
    });

    it.each(rows.filter((row) => row.trace === name))('at $capacity entries are the published ones', (row) => {
      const far = Object.entries(TOLERANCE_POINTS).flatMap(([policy, [column, points]]) => {
        const measured = percentOf(trace, policy as SimulatedPolicy, row.capacity);
        const published = row.percent[column] ?? NaN;
        return Math.abs(measured - published) <= points + ROUNDING ? [] : [{ policy, measured, published }];
      });
      expect(far).toEqual([]);
    });
  });

  describe('hit ratios on OLTP', () => {
    let trace: Trace;
    beforeAll(async () => {
      trace = await readPublishedTrace('oltp');
    });

    it.each<{ readonly policy: SimulatedPolicy; readonly column: string; readonly points: number }>([
      { policy: 'lru', column: 'LRU', points: 0.01 },
      { policy: 's3-fifo', column: 'S3-FIFO', points: 0.5 },
      { policy: 'w-tinylfu', column: 'Caffeine of August 2026', points: 1.5 },
    ])('of $policy are those of $column, ±$points points, at every size', ({ policy, column, points }) => {
      const published = publishedOltp(readme, column);
      expect(published).toHaveLength(OLTP_SIZES.length);
      const far = OLTP_SIZES.flatMap((capacity, index) => {
        const measured = percentOf(trace, policy, capacity);
        const wanted = published[index] ?? NaN;
        return Math.abs(measured - wanted) <= points + ROUNDING ? [] : [{ capacity, measured, wanted }];
      });
      expect(far).toEqual([]);
    });
  });
}
