import { describe, expect, it } from '@jest/globals';
import type { Finding, HistogramDelta, Labels, SeriesDelta, SettingState } from '../../contract/index.js';
import { DEFAULT_THRESHOLDS, METRICS } from '../../contract/index.js';
import { SeriesRing } from '../hub/series-ring.js';
import { snapshotOf } from '../snapshots/snapshot.js';
import { RULES } from './index.js';
import { erlangWait } from './pool-too-small.js';
import { stepDown, stepUp } from './steps.js';
import type { RuleSetting, StepKind } from './types.js';

const histogram = (count: number, sum: number): HistogramDelta => ({ count, sum, buckets: [count] });
const counter = (metric: { name: string }, labels: Labels, value: number): SeriesDelta => ({
  metric: metric.name,
  type: 'counter',
  labels,
  value,
});
const gauge = (metric: { name: string }, labels: Labels, value: number): SeriesDelta => ({
  metric: metric.name,
  type: 'gauge',
  labels,
  value,
});
const times = (metric: { name: string }, labels: Labels, count: number, sum: number): SeriesDelta => ({
  metric: metric.name,
  type: 'histogram',
  labels,
  value: histogram(count, sum),
});
const requests = (count: number, sum: number, status = '2xx'): SeriesDelta =>
  times(METRICS.http_request_duration_seconds, { route: '/a', method: 'GET', status_class: status }, count, sum);

const setting = (part: Partial<RuleSetting> & Pick<SettingState, 'kind' | 'value'>): RuleSetting => ({
  name: `x.${part.kind}`,
  title: 'X',
  unit: 'entries',
  min: 1,
  max: 10_000,
  ceiling: part.max ?? 10_000,
  default: 1,
  integer: false,
  subject: {},
  routes: [],
  split: 'keys',
  settleMs: 0,
  owner: 'engine',
  ...part,
});

const CACHE = { subject: { cache: 'c' } };
const POOL = { subject: { pool: 'p' }, integer: true };

function diagnose(
  series: readonly SeriesDelta[],
  settings: readonly RuleSetting[],
  step: StepKind = 'pressed'
): readonly Finding[] {
  const ring = new SeriesRing(600_000);
  ring.push({ durationMs: 60_000, series }, 60_000);
  const view = snapshotOf([{ instance: 'i', slices: ring.between(0, 60_000) }], 60);
  return RULES.flatMap((rule) => rule.diagnose({ view, settings, thresholds: DEFAULT_THRESHOLDS, step, instances: 1 }));
}

const lookups = (hit: number, expired: number, evicted: number): SeriesDelta[] => [
  counter(METRICS.cache_requests_total, { cache: 'c', result: 'hit' }, hit),
  counter(METRICS.cache_requests_total, { cache: 'c', result: 'expired' }, expired),
  counter(METRICS.cache_requests_total, { cache: 'c', result: 'evicted' }, evicted),
  times(METRICS.cache_load_duration_seconds, { cache: 'c' }, expired + evicted, (expired + evicted) * 0.2),
];

describe('TTL too short', () => {
  const ttl = setting({ kind: 'ttl', unit: 'seconds', value: 2, ...CACHE });

  it('predicts from λT/(1+λT) and weighs with what a load costs', () => {
    const [finding] = diagnose([requests(1000, 80), ...lookups(600, 300, 0)], [ttl]);
    expect(finding).toMatchObject({ rule: 'ttl-too-short', setting: 'x.ttl', proposal: 8 });
    // 600 hits on 300 expiries: λT = 2; ×4 leaves 900 / (1 + 8) = 100 of 300. They make up 60 of 80 s.
    expect(finding?.expected?.ratio).toBeCloseTo(1 - (60 / 80) * (200 / 300), 5);
  });

  it('stays below the bound and says why there is no more', () => {
    expect(diagnose([requests(1000, 80), ...lookups(600, 300, 0)], [{ ...ttl, ceiling: 3, max: 3 }])[0]?.proposal).toBe(
      3
    );
    const [atLimit] = diagnose(
      [requests(1000, 80), ...lookups(600, 300, 0)],
      [{ ...ttl, ceiling: 2, max: 2, maxReason: 'maxStalenessSeconds of route a' }]
    );
    expect(atLimit?.proposal).toBeUndefined();
    expect(atLimit?.advice).toContain('maxStalenessSeconds of route a');
  });

  it('is ruled out when hardly anything expires, and without traffic', () => {
    expect(diagnose([requests(1000, 80), ...lookups(990, 10, 0)], [ttl])).toEqual([]);
    expect(diagnose([], [ttl])).toEqual([]);
  });
});

describe('cache too small', () => {
  const capacity = setting({ kind: 'capacity', value: 50, integer: true, ...CACHE });

  it('expects a concave gain from more room', () => {
    const [finding] = diagnose([requests(1000, 80), ...lookups(600, 0, 300)], [capacity]);
    expect(finding).toMatchObject({ rule: 'cache-too-small', proposal: 200 });
    expect(finding?.expected?.ratio).toBeCloseTo(1 - (60 / 80) * (1 - 4 ** -0.7), 5);
    expect(finding?.expected?.low).toBeLessThan(finding?.expected?.ratio ?? 0);
  });

  it('proposes nothing that would lift memory over its threshold', () => {
    const memory = [
      gauge(METRICS.process_memory_limit_bytes, {}, 1e9),
      gauge(METRICS.process_memory_usage_ratio, {}, 0.7),
      gauge(METRICS.cache_bytes, { cache: 'c' }, 1e8),
    ];
    const [finding] = diagnose([requests(1000, 80), ...lookups(600, 0, 300), ...memory], [capacity]);
    expect(finding?.proposal).toBeUndefined();
    expect(finding?.advice).toContain('more memory');
  });
});

describe('pool too small', () => {
  const pool = setting({ kind: 'pool_size', unit: 'connections', value: 2, ...POOL });
  const waiting = [
    requests(1000, 200),
    times(METRICS.db_pool_wait_seconds, { pool: 'p' }, 1000, 80),
    times(METRICS.db_pool_use_seconds, { pool: 'p' }, 1000, 84),
  ];

  it('doubles at a press, adds one by itself, and expects what Erlang C says', () => {
    const [pressed] = diagnose(waiting, [pool]);
    expect(pressed).toMatchObject({ rule: 'pool-too-small', proposal: 4 });
    expect(pressed?.expected?.ratio).toBeGreaterThan(0.6);
    expect(pressed?.expected?.ratio).toBeLessThan(0.75);
    expect(diagnose(waiting, [pool], 'automatic')[0]?.proposal).toBe(3);
  });

  it('is ruled out when waiting hardly matters', () => {
    expect(
      diagnose([requests(1000, 200), times(METRICS.db_pool_wait_seconds, { pool: 'p' }, 1000, 2)], [pool])
    ).toEqual([]);
  });

  it('knows the wait of textbook queues', () => {
    // M/M/1: ρ / (1 − ρ); M/M/2 at ρ = 0.5: 1/3.
    expect(erlangWait(1, 0.5)).toBeCloseTo(1, 6);
    expect(erlangWait(2, 1)).toBeCloseTo(1 / 3, 6);
    expect(erlangWait(2, 2)).toBe(Infinity);
  });
});

describe('concurrency too high', () => {
  const limit = setting({ kind: 'concurrency_limit', unit: 'requests', value: 100, integer: true });

  it('lowers a limit that is reached while the CPU is the bottleneck', () => {
    const busy = [gauge(METRICS.process_cpu_usage_ratio, {}, 0.95), gauge(METRICS.http_requests_in_flight, {}, 90)];
    expect(diagnose(busy, [limit])[0]).toMatchObject({ rule: 'concurrency-too-high', proposal: 50 });
    expect(diagnose(busy, [limit], 'automatic')[0]?.proposal).toBe(80);
  });

  it('has no proposal when the limit is out of reach, and no finding when the CPU is idle', () => {
    const some = [gauge(METRICS.process_cpu_usage_ratio, {}, 0.95), gauge(METRICS.http_requests_in_flight, {}, 30)];
    expect(diagnose(some, [limit])[0]?.proposal).toBeUndefined();
    expect(
      diagnose(
        [gauge(METRICS.process_cpu_usage_ratio, {}, 0.3), gauge(METRICS.http_requests_in_flight, {}, 90)],
        [limit]
      )
    ).toEqual([]);
  });
});

describe('timeout too short', () => {
  const timeout = setting({ kind: 'timeout', unit: 'seconds', value: 1, subject: { pool: 'p' } });
  const timeouts = counter(METRICS.db_errors_total, { pool: 'p', class: 'timeout' }, 50);

  it('gives a slow peer more time', () => {
    const slow = times(METRICS.db_query_duration_seconds, { pool: 'p', operation: 'select' }, 950, 600);
    expect(diagnose([timeouts, slow], [timeout])[0]).toMatchObject({ rule: 'timeout-too-short', proposal: 2 });
  });

  it('does not wait longer for a peer that is gone', () => {
    const fast = times(METRICS.db_query_duration_seconds, { pool: 'p', operation: 'select' }, 950, 5);
    const [finding] = diagnose([timeouts, fast], [timeout]);
    expect(finding?.proposal).toBeUndefined();
    expect(finding?.advice).toContain('Look at the peer');
  });

  it('recognises requests that end at their own timeout', () => {
    const request = setting({ kind: 'timeout', unit: 'seconds', value: 1 });
    expect(diagnose([requests(900, 600), requests(100, 100, '5xx')], [request])[0]).toMatchObject({ proposal: 2 });
  });
});

describe('memory near its limit', () => {
  const memory = [
    gauge(METRICS.process_memory_usage_ratio, {}, 0.9),
    gauge(METRICS.process_memory_limit_bytes, {}, 1e9),
  ];
  const cache = (name: string, hits: number, bytes: number): SeriesDelta[] => [
    counter(METRICS.cache_requests_total, { cache: name, result: 'hit' }, hits),
    times(METRICS.cache_load_duration_seconds, { cache: name }, 10, 1),
    gauge(METRICS.cache_bytes, { cache: name }, bytes),
  ];

  it('takes room from the cache that saves the least per byte', () => {
    const settings = ['good', 'poor'].map((name) =>
      setting({
        kind: 'capacity',
        value: 1000,
        integer: true,
        name: `cache.${name}.capacity`,
        subject: { cache: name },
      })
    );
    const findings = diagnose(
      [requests(1000, 80), ...memory, ...cache('good', 5000, 2e8), ...cache('poor', 50, 3e8)],
      settings
    );
    expect(findings[0]).toMatchObject({ rule: 'memory-near-limit', setting: 'cache.poor.capacity', proposal: 500 });
  });

  it('advises where no cache is the reason', () => {
    expect(diagnose(memory, [])[0]?.advice).toContain('heap snapshots');
  });
});

describe('steps', () => {
  it('stay within their limits and bounds, whole where the setting is', () => {
    const pool = setting({ kind: 'pool_size', value: 3, integer: true, ceiling: 5 });
    expect(stepUp(pool, 'pressed')).toBe(5);
    expect(stepUp({ ...pool, ceiling: 3 }, 'pressed')).toBeUndefined();
    expect(stepUp(setting({ kind: 'ttl', value: 10 }), 'automatic')).toBe(12.5);
    expect(stepDown(setting({ kind: 'capacity', value: 3, integer: true }), 'pressed')).toBe(2);
    expect(stepDown(setting({ kind: 'capacity', value: 1, integer: true }), 'pressed')).toBeUndefined();
    expect(stepUp(setting({ kind: 'eviction_policy', value: 'lru' }), 'pressed')).toBeUndefined();
  });
});
