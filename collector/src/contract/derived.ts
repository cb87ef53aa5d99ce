import type { LabelledValue } from './labels.js';
import { METRICS } from './metrics/index.js';
import type { Match, SnapshotView } from './snapshot.js';

export interface PromqlScope {
  /** Label matchers without braces, e.g. `service=~"$service"`; may be empty. */
  readonly selector: string;
  /** Range of rates, e.g. `$__rate_interval` or `5m`. */
  readonly range: string;
  /** Labels to group by. */
  readonly by: readonly string[];
}

/**
 * A quantity computed from metrics: once as PromQL, once from a snapshot. A test holds the two against each other.
 * Groups without traffic are absent from the snapshot's answer and empty or NaN in PromQL.
 */
export interface DerivedQuantity {
  readonly id: string;
  readonly title: string;
  readonly unit: 'seconds' | 'ratio' | 'per_second';
  /** Labels beyond `service` that it can be grouped by. */
  readonly dimensions: readonly string[];
  promql(scope: PromqlScope): string;
  compute(view: SnapshotView, match?: Match, by?: readonly string[]): readonly LabelledValue[];
}

const selector = (scope: PromqlScope, ...own: string[]): string => {
  const matchers = [scope.selector, ...own].filter((part) => part !== '');
  return matchers.length === 0 ? '' : `{${matchers.join(',')}}`;
};
const rateSum = (scope: PromqlScope, metric: string, ...own: string[]): string =>
  `sum by (${scope.by.join(', ')}) (rate(${metric}${selector(scope, ...own)}[${scope.range}]))`;

const keyOf = (value: LabelledValue): string => JSON.stringify(Object.entries(value.labels).sort());

/** Divides group by group; groups whose denominator is missing or 0 are left out, a missing numerator counts as 0. */
const divide = (numerator: readonly LabelledValue[], denominator: readonly LabelledValue[]): LabelledValue[] => {
  const top = new Map(numerator.map((value) => [keyOf(value), value.value]));
  return denominator
    .filter((value) => value.value > 0)
    .map((value) => ({ labels: value.labels, value: (top.get(keyOf(value)) ?? 0) / value.value }));
};

/** Mean of a histogram: sum over count. */
const meanOf = (id: string, title: string, metric: string, dimensions: readonly string[]): DerivedQuantity => ({
  id,
  title,
  unit: 'seconds',
  dimensions,
  promql: (scope) => `${rateSum(scope, `${metric}_sum`)} / ${rateSum(scope, `${metric}_count`)}`,
  compute: (view, match, by) =>
    view
      .histogram(metric, match, by)
      .filter(({ value }) => value.count > 0)
      .map(({ labels, value }) => ({ labels, value: value.sum / value.count })),
});

/** Share of a counter whose label has one of `values`. */
const shareOf = (
  id: string,
  title: string,
  metric: string,
  label: string,
  values: readonly string[],
  among: readonly string[],
  dimensions: readonly string[]
): DerivedQuantity => ({
  id,
  title,
  unit: 'ratio',
  dimensions,
  promql: (scope) => {
    const part = `${label}=~"${values.join('|')}"`;
    const whole = among.length === 0 ? [] : [`${label}=~"${among.join('|')}"`];
    // `or … * 0`: a value that was never counted has no series, which is a share of 0 and not "no data".
    const all = rateSum(scope, metric, ...whole);
    return `(${rateSum(scope, metric, part)} or ${all} * 0) / ${all}`;
  },
  compute: (view, match, by) =>
    divide(
      view.increase(metric, { ...match, [label]: values }, by),
      view.increase(metric, among.length === 0 ? match : { ...match, [label]: among }, by)
    ),
});

interface GaugeOf {
  readonly metric: string;
  readonly match?: Readonly<Record<string, string>>;
}

/** One gauge's sum over all instances, divided by another's. */
const quotientOf = (id: string, title: string, numerator: GaugeOf, denominator: GaugeOf): DerivedQuantity => {
  const own = ({ match }: GaugeOf): string[] =>
    Object.entries(match ?? {}).map(([label, value]) => `${label}="${value}"`);
  const sum = (scope: PromqlScope, gauge: GaugeOf): string =>
    `sum by (${scope.by.join(', ')}) (${gauge.metric}${selector(scope, ...own(gauge))})`;
  return {
    id,
    title,
    unit: 'ratio',
    dimensions: [],
    promql: (scope) => `${sum(scope, numerator)} / ${sum(scope, denominator)}`,
    compute: (view, match, by) => {
      const read = (gauge: GaugeOf): readonly LabelledValue[] =>
        view.gauge(gauge.metric, 'sum', { ...match, ...gauge.match }, by);
      return divide(read(numerator), read(denominator));
    },
  };
};

const http = METRICS.http_request_duration_seconds.name;
const cacheRequests = METRICS.cache_requests_total.name;
const LOOKUPS = ['hit', 'stale', 'miss', 'expired', 'evicted'] as const;

const quantities = <Id extends string>(
  definitions: Readonly<Record<Id, DerivedQuantity>>
): Readonly<Record<Id, DerivedQuantity>> => definitions;

export const DERIVED = quantities({
  response_time: meanOf('response_time', 'Response time', http, ['route', 'method', 'status_class']),
  throughput: {
    id: 'throughput',
    title: 'Throughput',
    unit: 'per_second',
    dimensions: ['route', 'method', 'status_class'],
    promql: (scope) => rateSum(scope, `${http}_count`),
    compute: (view, match, by) =>
      view.histogram(http, match, by).map(({ labels, value }) => ({ labels, value: value.count / view.windowSeconds })),
  },
  error_rate: {
    id: 'error_rate',
    title: 'Error rate',
    unit: 'ratio',
    dimensions: ['route', 'method'],
    // `or … * 0`: a service without a single 5xx has no such series, which is 0 and not "no data".
    promql: (scope) =>
      `(${rateSum(scope, `${http}_count`, 'status_class="5xx"')} or ${rateSum(scope, `${http}_count`)} * 0)` +
      ` / ${rateSum(scope, `${http}_count`)}`,
    compute: (view, match, by) => {
      const counts = (only: Match): LabelledValue[] =>
        view.histogram(http, { ...match, ...only }, by).map(({ labels, value }) => ({ labels, value: value.count }));
      return divide(counts({ status_class: '5xx' }), counts({}));
    },
  },
  cpu: {
    id: 'cpu',
    title: 'CPU of the process',
    unit: 'ratio',
    dimensions: ['instance'],
    promql: (scope) =>
      `max by (${scope.by.join(', ')}) (sum without (mode) (rate(${METRICS.process_cpu_seconds_total.name}${selector(scope)}[${scope.range}]))` +
      ` / ${METRICS.process_cpu_limit_cores.name}${selector(scope)})`,
    compute: (view, match, by) => view.gauge(METRICS.process_cpu_usage_ratio.name, 'max', match, by),
  },
  memory: {
    id: 'memory',
    title: 'Memory of the process',
    unit: 'ratio',
    dimensions: ['instance'],
    promql: (scope) => `max by (${scope.by.join(', ')}) (${METRICS.process_memory_usage_ratio.name}${selector(scope)})`,
    compute: (view, match, by) => view.gauge(METRICS.process_memory_usage_ratio.name, 'max', match, by),
  },
  event_loop_utilization: shareOf(
    'event_loop_utilization',
    'Event loop utilization',
    METRICS.process_event_loop_seconds_total.name,
    'state',
    ['active'],
    [],
    ['instance']
  ),
  cache_hit_ratio: shareOf('cache_hit_ratio', 'Cache hit ratio', cacheRequests, 'result', ['hit', 'stale'], LOOKUPS, [
    'cache',
  ]),
  cache_expired_ratio: shareOf(
    'cache_expired_ratio',
    'Misses that are expiries',
    cacheRequests,
    'result',
    ['expired'],
    LOOKUPS,
    ['cache']
  ),
  cache_evicted_ratio: shareOf(
    'cache_evicted_ratio',
    'Misses that are evictions',
    cacheRequests,
    'result',
    ['evicted'],
    LOOKUPS,
    ['cache']
  ),
  cache_cold_ratio: shareOf(
    'cache_cold_ratio',
    'Misses of keys never seen',
    cacheRequests,
    'result',
    ['miss'],
    LOOKUPS,
    ['cache']
  ),
  cache_memory_share: quotientOf(
    'cache_memory_share',
    'Memory limit that caches take',
    { metric: METRICS.cache_bytes.name },
    { metric: METRICS.process_memory_limit_bytes.name }
  ),
  heap_usage: quotientOf(
    'heap_usage',
    'Heap limit that objects take',
    { metric: METRICS.process_heap_bytes.name, match: { state: 'used' } },
    { metric: METRICS.process_heap_bytes.name, match: { state: 'limit' } }
  ),
  pool_wait: meanOf('pool_wait', 'Wait for a connection', METRICS.db_pool_wait_seconds.name, ['pool']),
  query_time: meanOf('query_time', 'Query time', METRICS.db_query_duration_seconds.name, ['pool', 'operation']),
  slow_queries: {
    id: 'slow_queries',
    title: 'Slow queries',
    unit: 'per_second',
    dimensions: ['pool'],
    promql: (scope) => rateSum(scope, METRICS.db_slow_queries_total.name),
    compute: (view, match, by) =>
      view
        .increase(METRICS.db_slow_queries_total.name, match, by)
        .map(({ labels, value }) => ({ labels, value: value / view.windowSeconds })),
  },
  rejections: {
    id: 'rejections',
    title: 'Rejected requests',
    unit: 'per_second',
    dimensions: ['route', 'reason'],
    promql: (scope) => rateSum(scope, METRICS.http_requests_rejected_total.name),
    compute: (view, match, by) =>
      view
        .increase(METRICS.http_requests_rejected_total.name, match, by)
        .map(({ labels, value }) => ({ labels, value: value / view.windowSeconds })),
  },
});

export type DerivedId = keyof typeof DERIVED;
