import { describe, expect, it } from '@jest/globals';
import type { SeriesDelta } from '../contract/index.js';
import { DeltaLog } from './delta-log.js';

const counter = (value: number): SeriesDelta => ({ metric: 'c', labels: { x: '1' }, type: 'counter', value });
const gauge = (value: number): SeriesDelta => ({ metric: 'g', labels: {}, type: 'gauge', value });
const histogram = (...buckets: number[]): SeriesDelta => ({
  metric: 'h',
  labels: {},
  type: 'histogram',
  value: { count: buckets.reduce((sum, value) => sum + value, 0), sum: buckets.length, buckets },
});

describe('DeltaLog', () => {
  it('sends what was gained since the batch before, and gauges as they stand', () => {
    const log = new DeltaLog();
    log.add([counter(5), gauge(3), histogram(1, 0)], [], 1_000);
    log.add([counter(7), gauge(2), histogram(1, 2)], [], 1_000);
    expect(log.pending[1]?.series).toEqual([
      counter(2),
      gauge(2),
      { ...histogram(0, 2), value: { count: 2, sum: 0, buckets: [0, 2] } },
    ]);
  });

  it('leaves out counters that gained nothing', () => {
    const log = new DeltaLog();
    log.add([counter(5)], [], 1_000);
    log.add([counter(5)], [], 1_000);
    expect(log.pending[1]?.series).toEqual([]);
  });

  it('keeps batches until they are acknowledged', () => {
    const log = new DeltaLog();
    log.add([counter(1)], [], 1_000);
    log.add([counter(2)], [], 1_000);
    log.acknowledge(1);
    expect(log.pending.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('merges the oldest when nobody acknowledges, losing no count', () => {
    const log = new DeltaLog(3);
    for (let total = 1; total <= 20; total += 1) log.add([counter(total), histogram(total, 0)], [], 1_000);
    expect(log.pending).toHaveLength(3);
    expect(log.pending[0]).toMatchObject({ first: 1, sequence: 18, durationMs: 18_000 });
    const sum = log.pending
      .flatMap(({ series }) => series)
      .reduce((total, { type, value }) => (type === 'counter' ? total + value : total), 0);
    expect(sum).toBe(20);
  });
});
