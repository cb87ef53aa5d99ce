import type { DashboardId } from '../grafana.js';
import type { DerivedId } from '../derived.js';
import type { ThresholdMetric, Objective } from '../objectives.js';
import type { SettingKind } from '../settings.js';

/** SPEC.md's four troubleshooting guides. */
export const GUIDE_IDS = ['high-cpu', 'high-memory', 'slow-responses', 'low-cache-hit-rate'] as const;
export type GuideId = (typeof GUIDE_IDS)[number];

/** The level that a check holds its quantity against: a number, or what people have set. */
export type CheckLevel =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'target'; readonly objective: Objective }
  | { readonly kind: 'threshold'; readonly metric: ThresholdMetric };

/**
 * A question that the measurements answer. The worst group decides: the highest value for `above`, the lowest for `below`.
 * Texts may hold `{value}`, `{level}` and `{group}` (the labels of the deciding group, e.g. `products`).
 */
export interface GuideCheck {
  readonly quantity: DerivedId;
  /** Labels beyond `service` that separate the groups. */
  readonly by: readonly string[];
  readonly confirmed: 'above' | 'below';
  readonly level: CheckLevel;
  /** What it says when the cause is ruled in, ruled out, and when it cannot look. */
  readonly whenConfirmed: string;
  readonly whenRuledOut: string;
  readonly whenNoData: string;
}

export type GuideSolution =
  /** Something that the engine can turn: leads to Optimize, limited to settings of this kind. */
  | { readonly kind: 'change'; readonly text: string; readonly settingKind: SettingKind }
  /** A panel that shows more. */
  | { readonly kind: 'panel'; readonly text: string; readonly dashboard: DashboardId; readonly panel: number }
  /** Something that only people can do. */
  | { readonly kind: 'advice'; readonly text: string };

export interface GuideCause {
  readonly id: string;
  readonly title: string;
  readonly check: GuideCheck;
  readonly solutions: readonly GuideSolution[];
}

export interface Guide {
  readonly id: GuideId;
  readonly title: string;
  /** The check that says whether the guide is needed now. */
  readonly symptom: GuideCheck;
  /** What people notice, SPEC.md's words. */
  readonly symptoms: readonly string[];
  readonly causes: readonly GuideCause[];
}

export type CheckVerdict = 'confirmed' | 'ruled-out' | 'no-data';

/** An evaluated check. `text` is the finished sentence. */
export interface CheckResult {
  readonly verdict: CheckVerdict;
  readonly text: string;
  readonly value?: number;
  readonly level?: number;
  readonly group?: Readonly<Record<string, string>>;
}

export interface EvaluatedGuide {
  readonly id: GuideId;
  readonly symptom: CheckResult;
  readonly causes: readonly { readonly id: string; readonly result: CheckResult }[];
}
