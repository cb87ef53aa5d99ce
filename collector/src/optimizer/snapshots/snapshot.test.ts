import { describe, expect, it } from '@jest/globals';
import type { SeriesDelta } from '../../contract/index.js';
import { SeriesRing } from '../hub/series-ring.js';
import { quantileOf } from './quantile.js';
import { snapshotOf } from './snapshot.js';

const counter = (value: number, result = 'hit'): SeriesDelta => ({
  metric: 'c',
  type: 'counter',
  labels: { result },
  value,
});
const gauge = (value: number): SeriesDelta => ({ metric: 'g', type: 'gauge', labels: {}, value });
const histogram = (count: number, sum: number): SeriesDelta => ({
  metric: 'h',
  type: 'histogram',
  labels: {},
  value: { count, sum, buckets: [count, 0] },
});

const ringOf = (...batches: readonly (readonly SeriesDelta[])[]): SeriesRing => {
  const ring = new SeriesRing(600_000);
  batches.forEach((series, index) => ring.push({ durationMs: 1000, series }, (index + 1) * 1000));
  return ring;
};

describe('a snapshot', () => {
  it('adds counters and histograms up over time and instances, and takes the latest of gauges', () => {
    const view = snapshotOf(
      [
        {
          instance: 'one',
          slices: ringOf([counter(1), gauge(5), histogram(2, 1)], [counter(2), gauge(7), histogram(1, 1)]).between(
            0,
            9e9
          ),
        },
        { instance: 'two', slices: ringOf([counter(10), counter(4, 'miss'), gauge(1)]).between(0, 9e9) },
      ],
      60
    );
    expect(view.windowSeconds).toBe(2);
    expect(view.increase('c')).toEqual([{ labels: {}, value: 17 }]);
    expect(view.increase('c', { result: ['hit', 'stale'] }, ['instance'])).toEqual([
      { labels: { instance: 'one' }, value: 3 },
      { labels: { instance: 'two' }, value: 10 },
    ]);
    expect(view.histogram('h')).toEqual([{ labels: {}, value: { count: 3, sum: 2, buckets: [3, 0] } }]);
    expect((['sum', 'max', 'mean'] as const).map((how) => view.gauge('g', how)[0]?.value)).toEqual([8, 7, 4]);
    expect(view.increase('unknown')).toEqual([]);
  });

  it('holds what lies in its window only', () => {
    const ring = ringOf([counter(1)], [counter(2)], [counter(4)]);
    const view = snapshotOf([{ instance: 'one', slices: ring.between(1000, 3000) }], 2);
    expect(view.increase('c')[0]?.value).toBe(6);
  });
});

describe('the ring of an instance', () => {
  it('stays bounded over a day and loses no count within its time', () => {
    const ring = new SeriesRing(600_000);
    for (let second = 1; second <= 86_400; second += 1)
      ring.push({ durationMs: 1000, series: [counter(1)] }, second * 1000);
    const slices = ring.between(-Infinity, Infinity);
    expect(slices.length).toBeLessThan(250);
    const sum =
      snapshotOf([{ instance: 'one', slices: ring.between(86_400_000 - 300_000, 86_400_000) }], 300).increase('c')[0]
        ?.value ?? 0;
    expect(Math.abs(sum - 300)).toBeLessThanOrEqual(5);
  });
});

describe('quantiles of a histogram', () => {
  it('interpolate within a bucket as Prometheus does', () => {
    const delta = { count: 10, sum: 10, buckets: [5, 5, 0] };
    expect(quantileOf(delta, [1, 2], 0.5)).toBe(1);
    expect(quantileOf(delta, [1, 2], 0.95)).toBeCloseTo(1.9);
    expect(quantileOf({ count: 1, sum: 9, buckets: [0, 0, 1] }, [1, 2], 0.5)).toBe(2);
    expect(quantileOf({ count: 0, sum: 0, buckets: [] }, [1, 2], 0.5)).toBeUndefined();
  });
});
