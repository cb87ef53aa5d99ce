import type { HistogramDelta } from './agent-link.js';
import type { LabelledValue } from './labels.js';

/** Label name → value, or values of which any may match. */
export type Match = Readonly<Record<string, string | readonly string[]>>;

export interface LabelledHistogram {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: HistogramDelta;
}

/** How gauges of several series become one value per group. */
export type GaugeAggregation = 'sum' | 'max' | 'mean';

/**
 * What the agents of one service measured over a window, asked like a small PromQL. All results are grouped by `by`
 * (default: one group, no labels); nothing measured gives an empty list, never zeros.
 */
export interface SnapshotView {
  readonly windowSeconds: number;
  /** Growth of a counter over the window. */
  increase(metric: string, match?: Match, by?: readonly string[]): readonly LabelledValue[];
  histogram(metric: string, match?: Match, by?: readonly string[]): readonly LabelledHistogram[];
  gauge(metric: string, aggregation: GaugeAggregation, match?: Match, by?: readonly string[]): readonly LabelledValue[];
}
