import {
  DEFAULT_TARGETS,
  DEFAULT_THRESHOLDS,
  DERIVED,
  evaluateCheck,
  levelOf,
  METRICS,
  type EvaluatedGuide,
  type Guide,
  type GuideCheck,
  type LabelledValue,
  type Targets,
  type Thresholds,
} from '@growth-engine/collector/contract';
import type { Period } from './types';

/** What the alert rules use, so that a guide sees what the alert saw. */
const LONGEST_WINDOW_SECONDS = 300;
const SHORTEST_WINDOW_SECONDS = 60;

export const windowOf = ({ from, to }: Period): number =>
  Math.round(Math.min(LONGEST_WINDOW_SECONDS, Math.max(SHORTEST_WINDOW_SECONDS, (to - from) / 1000)));

/** Label values in PromQL strings. */
const quoted = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

export const serviceSelector = (service: string): string => (service === '' ? '' : `service=${quoted(service)}`);

export const checksOf = (guide: Guide): readonly GuideCheck[] => [
  guide.symptom,
  ...guide.causes.map(({ check }) => check),
];

const keyOf = (check: GuideCheck): string => [check.quantity, ...check.by].join('/');

/** The distinct questions behind some guides: several checks may ask for the same quantity. */
export interface GuideQueries {
  readonly targets: string;
  readonly thresholds: string;
  readonly checks: ReadonlyMap<string, string>;
}

export function queriesFor(guides: readonly Guide[], service: string, windowSeconds: number): GuideQueries {
  const selector = serviceSelector(service);
  const checks = new Map<string, string>();
  for (const check of guides.flatMap(checksOf)) {
    checks.set(keyOf(check), DERIVED[check.quantity].promql({ selector, range: `${windowSeconds}s`, by: check.by }));
  }
  const braces = selector === '' ? '' : `{${selector}}`;
  return {
    targets: `max by (objective) (${METRICS.target.name}${braces})`,
    thresholds: `max by (metric) (${METRICS.threshold.name}${braces})`,
    checks,
  };
}

/** What came back, per query; a query without an answer is an empty list. */
export interface GuideAnswers {
  readonly targets: readonly LabelledValue[];
  readonly thresholds: readonly LabelledValue[];
  readonly checks: ReadonlyMap<string, readonly LabelledValue[]>;
}

const withDefaults = <K extends string>(
  defaults: Readonly<Record<K, number>>,
  values: readonly LabelledValue[],
  label: string
) => ({
  ...defaults,
  ...Object.fromEntries(values.map(({ labels, value }) => [labels[label] ?? '', value])),
});

/** Holds the answers against what people have set; levels that no series tells stand at their defaults. */
export function evaluateGuides(guides: readonly Guide[], answers: GuideAnswers): readonly EvaluatedGuide[] {
  const targets: Targets = withDefaults(DEFAULT_TARGETS, answers.targets, 'objective');
  const thresholds: Thresholds = withDefaults(DEFAULT_THRESHOLDS, answers.thresholds, 'metric');
  const result = (check: GuideCheck) =>
    evaluateCheck(check, answers.checks.get(keyOf(check)) ?? [], levelOf(check.level, targets, thresholds));
  return guides.map((guide) => ({
    id: guide.id,
    symptom: result(guide.symptom),
    causes: guide.causes.map((cause) => ({ id: cause.id, result: result(cause.check) })),
  }));
}
