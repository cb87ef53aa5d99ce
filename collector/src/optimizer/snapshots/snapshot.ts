import type {
  GaugeAggregation,
  HistogramDelta,
  LabelledHistogram,
  LabelledValue,
  Labels,
  Match,
  SnapshotView,
} from '../../contract/index.js';
import type { SeriesKey, Slice } from '../hub/series-ring.js';
import { addHistograms } from '../hub/series-ring.js';

export interface InstanceSlices {
  readonly instance: string;
  readonly slices: readonly Slice[];
}

interface Entry {
  readonly labels: Labels;
  value: number | HistogramDelta;
}

const isHistogram = (value: number | HistogramDelta): value is HistogramDelta => typeof value === 'object';

/** Sums the slices of each series; of gauges the latest stands. */
function collect(instances: readonly InstanceSlices[]): Map<string, Entry[]> {
  const metrics = new Map<string, Entry[]>();
  for (const { instance, slices } of instances) {
    const entries = new Map<SeriesKey, Entry>();
    for (const slice of slices) {
      for (const [key, value] of slice.values) {
        const entry = entries.get(key);
        if (entry === undefined) entries.set(key, { labels: { ...key.labels, instance }, value });
        else if (key.type === 'gauge') entry.value = value;
        else if (isHistogram(entry.value) && isHistogram(value)) entry.value = addHistograms(entry.value, value);
        else if (!isHistogram(entry.value) && !isHistogram(value)) entry.value += value;
      }
    }
    for (const [key, entry] of entries) {
      const list = metrics.get(key.metric);
      if (list === undefined) metrics.set(key.metric, [entry]);
      else list.push(entry);
    }
  }
  return metrics;
}

const matches = (labels: Labels, match: Match): boolean =>
  Object.entries(match).every(([name, wanted]) => {
    const value = labels[name] ?? '';
    return typeof wanted === 'string' ? value === wanted : wanted.includes(value);
  });

function groupBy(
  entries: readonly Entry[],
  match: Match,
  by: readonly string[]
): { readonly labels: Labels; readonly values: (number | HistogramDelta)[] }[] {
  const groups = new Map<string, { labels: Labels; values: (number | HistogramDelta)[] }>();
  for (const { labels, value } of entries) {
    if (!matches(labels, match)) continue;
    const own = Object.fromEntries(by.map((name) => [name, labels[name] ?? '']));
    const id = JSON.stringify(own);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { labels: own, values: [value] });
    else group.values.push(value);
  }
  return [...groups.values()];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * A snapshot over slices of measurements. Every series carries the label `instance`.
 * @param windowSeconds What rates are taken over; a service that has been measured for less than that counts from its start.
 */
export function snapshotOf(instances: readonly InstanceSlices[], windowSeconds: number): SnapshotView {
  const covered = Math.max(
    0,
    ...instances.map(({ slices }) => slices.reduce((sum, slice) => sum + slice.durationMs, 0) / 1000)
  );
  let metrics: Map<string, Entry[]> | undefined;
  const entriesOf = (metric: string): readonly Entry[] => (metrics ??= collect(instances)).get(metric) ?? [];
  const numbers = (values: readonly (number | HistogramDelta)[]): number[] =>
    values.filter((value): value is number => !isHistogram(value));
  return {
    windowSeconds: covered > 0 ? covered : windowSeconds,
    increase: (metric, match = {}, by = []): readonly LabelledValue[] =>
      groupBy(entriesOf(metric), match, by).map(({ labels, values }) => ({ labels, value: sumOf(numbers(values)) })),
    histogram: (metric, match = {}, by = []): readonly LabelledHistogram[] =>
      groupBy(entriesOf(metric), match, by).map(({ labels, values }) => ({
        labels,
        value: values.filter(isHistogram).reduce(addHistograms, { count: 0, sum: 0, buckets: [] }),
      })),
    gauge: (metric, aggregation: GaugeAggregation, match = {}, by = []): readonly LabelledValue[] =>
      groupBy(entriesOf(metric), match, by).map(({ labels, values }) => {
        const all = numbers(values);
        if (aggregation === 'max') return { labels, value: Math.max(...all) };
        return { labels, value: aggregation === 'sum' ? sumOf(all) : sumOf(all) / all.length };
      }),
  };
}
