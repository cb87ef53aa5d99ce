import { TARGET_DEFINITIONS, THRESHOLD_DEFINITIONS } from '@growth-engine/collector/contract';
import type { Objective, ThresholdMetric } from '@growth-engine/collector/contract';
import { derived, targetOf, thresholdOf } from './promql.js';
import { hiddenLine, targetLine, thresholdLine } from './timeseries.js';
import type { Override } from './panel.js';
import type { Query } from './query.js';
import type { Unit } from './units.js';

/** refId of an objective's target; what the compliance panel looks for beside the objective itself. */
export const targetRefId = (objective: Objective): string => `${objective}_target`;
const thresholdRefId = (metric: ThresholdMetric): string => `${metric}_threshold`;

const ofGroup = (by: readonly string[]): string => by.map((label) => `{{${label}}}`).join(' ');

/** An objective and its target, per service, in the contract's units. */
export const objectiveQueries = (objective: Objective): readonly Query[] => [
  { refId: objective, expr: derived(objective, ['service']), legend: '{{service}}' },
  { refId: targetRefId(objective), expr: targetOf(objective, ['service']), legend: 'target of {{service}}' },
];

const perMinute = (expr: string): string => `60 * (${expr})`;

/** Throughput as people speak of it, and as the app and the terminal show it. */
export const throughputPerMinute = (): readonly Query[] =>
  objectiveQueries('throughput').map((query) => ({ ...query, expr: perMinute(query.expr) }));

/** The value of a target in the unit of `LEVEL_UNITS`. */
export const shownTarget = (objective: Objective, by: readonly string[]): string =>
  objective === 'throughput' ? perMinute(targetOf(objective, by)) : targetOf(objective, by);
export const objectiveOverrides = (objective: Objective): readonly Override[] => [targetLine(targetRefId(objective))];

/** In which of Grafana's units the contract's targets and thresholds are shown. */
export const LEVEL_UNITS = {
  seconds: 'seconds',
  ratio: 'ratio',
  requests_per_second: 'requestsPerMinute',
} as const satisfies Record<string, Unit>;

/** The threshold at which the engine looks for causes, as a line of its own. */
export const thresholdQuery = (metric: ThresholdMetric, by: readonly string[]): Query => ({
  refId: thresholdRefId(metric),
  expr: thresholdOf(metric, by),
  legend: `threshold of ${ofGroup(by)}`,
});
export const thresholdOverride = (metric: ThresholdMetric): Override => thresholdLine(thresholdRefId(metric));
/** In the legend and the tooltip, but not drawn: far from what is measured, it would flatten everything else. */
export const hiddenThreshold = (metric: ThresholdMetric): Override => hiddenLine(thresholdRefId(metric));

export const describe = (objective: Objective): string => `${TARGET_DEFINITIONS[objective].description}.`;
export const describeThreshold = (metric: ThresholdMetric): string => `${THRESHOLD_DEFINITIONS[metric].description}.`;
