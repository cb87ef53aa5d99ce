import { DERIVED, METRICS, type DerivedId, type MetricDefinition } from '@growth-engine/collector/contract';
import type { Objective, ThresholdMetric } from '@growth-engine/collector/contract';

/** Label name → value, or values of which any may match. */
export type Matchers = Readonly<Record<string, string | readonly string[]>>;
type Suffix = '' | '_sum' | '_count' | '_bucket';

/** Range of every rate on a dashboard: at least four scrapes, whatever the zoom. */
export const RATE_RANGE = '$__rate_interval';

const BY_SCRAPE = ['cluster', 'namespace', 'job', 'instance'] as const;
const variableMatchers = (names: readonly string[]): string => names.map((name) => `${name}=~"$${name}"`).join(',');

/** What the variables of a dashboard select: the scrape's own labels, and the service where a series has one. */
export const HOST_SCOPE = variableMatchers(BY_SCRAPE);
export const SERVICE_SCOPE = variableMatchers([...BY_SCRAPE, 'service']);

/** Labels that a series may be asked for: its own, and those that the scrape adds. */
export const labelsOf = (metric: MetricDefinition): readonly string[] => [...BY_SCRAPE, ...metric.labels];

const requireLabels = (metric: MetricDefinition, labels: readonly string[]): void => {
  for (const label of labels) {
    if (label !== 'le' && !labelsOf(metric).includes(label))
      throw new Error(`${metric.name} has no label "${label}"; it has ${metric.labels.join(', ')}.`);
  }
};

const matcher = ([label, value]: [string, string | readonly string[]]): string =>
  typeof value === 'string' ? `${label}="${value}"` : `${label}=~"${value.join('|')}"`;

/** The series of one metric that the dashboard's variables and `match` select. */
export const select = (metric: MetricDefinition, match: Matchers = {}, suffix: Suffix = ''): string => {
  requireLabels(metric, Object.keys(match));
  const scope = metric.labels.includes('service') ? SERVICE_SCOPE : HOST_SCOPE;
  return `${metric.name}${suffix}{${[scope, ...Object.entries(match).map(matcher)].join(',')}}`;
};

/** Each group of gauges that moved in the range that the dashboard shows, divided by its lowest value in it. */
export const relativeToLowest = (metric: MetricDefinition, by: readonly string[]): string => {
  requireLabels(metric, by);
  const extreme = (of: 'min' | 'max'): string =>
    `${of} by (${by.join(', ')}) (${of}_over_time(${select(metric)}[$__range] @ end()))`;
  return `${gauge('max', metric, by)} / (${extreme('min')} > 0) and ${extreme('max')} > ${extreme('min')}`;
};

/** One value per group out of gauges. */
export const gauge = (
  aggregation: 'sum' | 'max' | 'min' | 'count',
  metric: MetricDefinition,
  by: readonly string[],
  match?: Matchers
): string => {
  requireLabels(metric, by);
  return `${aggregation} by (${by.join(', ')}) (${select(metric, match)})`;
};

const overTime = (
  over: (selected: string) => string,
  metric: MetricDefinition,
  by: readonly string[],
  match: Matchers | undefined,
  suffix: Suffix
): string => {
  requireLabels(metric, by);
  return `sum by (${by.join(', ')}) (${over(select(metric, match, suffix))})`;
};

/** Per second; of a histogram, its `_sum` or `_count`. */
export const rate = (metric: MetricDefinition, by: readonly string[], match?: Matchers, suffix: Suffix = ''): string =>
  overTime((selected) => `rate(${selected}[${RATE_RANGE}])`, metric, by, match, suffix);

/** Value of a series that stands for the absence of all. */
export const ABSENT = -1;

/** `expression`, or one series of ABSENT when `metric` has no sample in the whole range shown. */
export const orAbsent = (expression: string, metric: MetricDefinition): string =>
  `(${expression}) or on () (vector(${ABSENT}) unless on () count(max_over_time(${select(metric)}[$__range] @ end())))`;

/** Growth over the range that the dashboard shows; of a histogram, that of its `_sum` or `_count`. */
export const increase = (
  metric: MetricDefinition,
  by: readonly string[],
  match?: Matchers,
  suffix: Suffix = ''
): string => overTime((selected) => `increase(${selected}[$__range])`, metric, by, match, suffix);

/** Growth within one step of the time axis, for events that are few. */
export const perStep = (metric: MetricDefinition, by: readonly string[], match?: Matchers): string =>
  overTime((selected) => `increase(${selected}[${RATE_RANGE}])`, metric, by, match, '');

/** A quantile of a histogram. */
export const quantile = (
  q: number,
  metric: MetricDefinition,
  by: readonly string[],
  range: string = RATE_RANGE
): string => {
  requireLabels(metric, by);
  const over = range === RATE_RANGE ? 'rate' : 'increase';
  return defined(
    `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${over}(${select(metric, {}, '_bucket')}[${range}])))`
  );
};

/** Drops the 0 ÷ 0 of groups without traffic, which would stand in legends as series without a value. */
const defined = (quotient: string): string => `${quotient} >= 0`;

/** Mean of a histogram. */
export const mean = (metric: MetricDefinition, by: readonly string[]): string =>
  defined(`${rate(metric, by, {}, '_sum')} / ${rate(metric, by, {}, '_count')}`);

/** Mean of all observations since the process began, for events too few for a rate. */
export const meanSinceStart = (metric: MetricDefinition, by: readonly string[]): string => {
  requireLabels(metric, by);
  const total = (suffix: Suffix): string => `sum by (${by.join(', ')}) (${select(metric, {}, suffix)})`;
  return defined(`${total('_sum')} / ${total('_count')}`);
};

/** Observations per bucket, for heat maps. */
export const buckets = (metric: MetricDefinition): string =>
  `sum by (le) (increase(${select(metric, {}, '_bucket')}[${RATE_RANGE}]))`;

/**
 * A counter that has no series before its first event is 0 as soon as `present` shows that somebody would count: an empty
 * panel would not say whether nothing happened or nobody looks. Both have the labels `by` alone.
 */
export const orZero = (counted: string, present: string): string => `${counted} or 0 * ${present}`;

/** The same where the counter has a label that `present` lacks: groups without an event say `none so far` there. */
export const orNone = (counted: string, label: string, present: string, on: readonly string[]): string =>
  `${counted} or on (${on.join(', ')}) label_replace(0 * ${present}, "${label}", "none so far", "", "")`;

/** A quantity of the contract, as it moves. */
export const derived = (id: DerivedId, by: readonly string[]): string =>
  defined(DERIVED[id].promql({ selector: SERVICE_SCOPE, range: RATE_RANGE, by }));

/** A quotient of the contract over the whole range shown; time cancels out of quotients, so growth serves as well as rate. */
export const derivedOverRange = (
  id: Exclude<DerivedId, 'throughput' | 'slow_queries' | 'rejections' | 'cpu' | 'memory'>,
  by: readonly string[]
): string =>
  defined(DERIVED[id].promql({ selector: SERVICE_SCOPE, range: '$__range', by }).replaceAll('(rate(', '(increase('));

export const targetOf = (objective: Objective, by: readonly string[]): string =>
  gauge('max', METRICS.target, by, { objective });

export const thresholdOf = (metric: ThresholdMetric, by: readonly string[]): string =>
  gauge('max', METRICS.threshold, by, { metric });
