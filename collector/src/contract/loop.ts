import type { AdmissionMode } from './agent-link.js';
import type { GuideId } from './guides/types.js';
import type { Labels } from './labels.js';
import type { SettingKind, SettingUnit, SettingValue } from './settings.js';

export const MODES = ['observe', 'propose', 'apply'] as const;
/** `observe` only measures, `propose` leaves plans for a person, `apply` lets the triggers act too. */
export type Mode = (typeof MODES)[number];

export interface ModeState {
  readonly mode: Mode;
  readonly admission: AdmissionMode;
}

export const TRIGGERS = ['threshold', 'interval', 'manual'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const OUTCOMES = ['kept', 'reverted', 'inconclusive'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ACTOR_KINDS = ['grafana', 'terminal', 'host-page', 'token', 'engine'] as const;
export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  readonly name: string;
  readonly role?: string;
}

/** A number that speaks for a finding, with the derived quantity or metric that it was read from. */
export interface Evidence {
  readonly text: string;
  readonly quantity: string;
  readonly value: number;
  readonly unit: string;
  readonly labels: Labels;
}

/** A predicted effect: value after ÷ value before, with an interval that should hold the truth in 80 of 100 cases. */
export interface Expectation {
  readonly quantity: 'response_time';
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** What the prediction rests on, one sentence. */
  readonly basis: string;
}

/** A diagnosed cause. `proposal` is absent where nothing can be turned; then `advice` says what a person can do. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** What would rule the cause out, one sentence. */
  readonly ruledOutBy: string;
  readonly guide: GuideId;
  readonly setting?: string;
  readonly proposal?: SettingValue;
  readonly expected?: Expectation;
  readonly advice?: string;
}

export type JudgingMethod = 'keys' | 'blocks' | 'instances' | 'before/after';
export type Risk = 'low' | 'medium' | 'high';

/** One setting from → to. */
export interface Change {
  readonly id: string;
  readonly rule: string;
  readonly setting: string;
  readonly title: string;
  readonly kind: SettingKind;
  readonly unit: SettingUnit;
  readonly from: SettingValue;
  readonly to: SettingValue;
  readonly why: string;
  readonly evidence: readonly Evidence[];
  readonly expected: Expectation;
  readonly risk: Risk;
  readonly riskText: string;
  readonly undo: string;
  readonly instances: readonly string[];
  readonly routes: readonly string[];
  readonly method: JudgingMethod;
}

export const GUARDS = [
  'frozen',
  'running',
  'store-unwritable',
  'no-agent',
  'database-down',
  'upstream-errors',
  'recent-incident',
  'too-little-traffic',
  'no-baseline',
  'person-owned',
  'self-chosen',
  'out-of-bounds',
  'cool-down',
  'observe-mode',
] as const;
export type GuardId = (typeof GUARDS)[number];

/** Why nothing, or not this change, may happen now. `sentence` is what the panel shows. */
export interface Refusal {
  readonly guard: GuardId;
  readonly sentence: string;
  readonly nextStep: string;
  readonly setting?: string;
  /** ISO 8601, where waiting helps. */
  readonly until?: string;
}

/** The ordered changes of one optimization; never altered once made. */
export interface Plan {
  readonly id: string;
  /** SHA-256 over everything that a person confirms. */
  readonly hash: string;
  readonly service: string;
  /** Route templates or setting names to which the press was limited; empty means the whole service. */
  readonly scope: readonly string[];
  readonly trigger: Trigger;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly settingsRevision: number;
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  /** Reasons why the plan as a whole cannot be confirmed now. */
  readonly refusals: readonly Refusal[];
  /** Changes left out, each with its guard; and cool-downs that a press may ignore. */
  readonly warnings: readonly Refusal[];
  /** How long judging takes at most, in seconds. */
  readonly maxSeconds: number;
}

export const OPTIMIZATION_STATES = [
  'planned',
  'applying',
  'observing',
  'settled',
  'nothing-to-do',
  'refused',
  'cancelled',
  'failed',
] as const;
export type OptimizationState = (typeof OPTIMIZATION_STATES)[number];

/** What was measured. Values in the quantity's unit; `low`…`high` is a 90 % interval of `ratio`. */
export interface Measurement {
  readonly quantity: 'response_time';
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Requests on which it rests. */
  readonly n: number;
  readonly blocks: number;
  /** Evidence against "no gain" and against "no harm", as e-values: 20 decides (Ville's inequality). */
  readonly eGain: number;
  readonly eHarm: number;
  readonly method: JudgingMethod;
}

export type DecisionReason = 'gain' | 'harm' | 'no-gain' | 'person' | 'lost' | 'crash' | 'cancelled';

/** What became of one change. */
export interface Decision {
  readonly id: string;
  readonly at: string;
  readonly service: string;
  readonly optimization: string;
  readonly plan: string;
  readonly change: string;
  readonly rule: string;
  readonly setting: string;
  readonly unit: SettingUnit;
  readonly from: SettingValue;
  readonly to: SettingValue;
  readonly trigger: Trigger;
  readonly outcome: Outcome;
  readonly reason: DecisionReason;
  readonly actor: Actor;
  readonly expected: Expectation;
  readonly measured?: Measurement;
  readonly sentence: string;
}

export type ChangeState =
  'waiting' | 'applying' | 'observing' | 'kept' | 'reverted' | 'inconclusive' | 'dropped' | 'cancelled';

export interface ChangeProgress {
  readonly change: Change;
  readonly state: ChangeState;
  readonly startedAt?: string;
  /** When the first instance reported the new value. */
  readonly appliedAt?: string;
  /** Seconds until judging ends at the latest. */
  readonly secondsLeft?: number;
  /** What stands so far. */
  readonly live?: Measurement;
  readonly decision?: Decision;
  readonly dropped?: Refusal;
}

export interface Optimization {
  readonly id: string;
  readonly plan: string;
  readonly service: string;
  readonly trigger: Trigger;
  readonly actor: Actor;
  readonly state: OptimizationState;
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** One sentence on what is happening or what came of it. */
  readonly sentence: string;
  readonly secondsLeft?: number;
  readonly changes: readonly ChangeProgress[];
  /** Whether a revert of what it kept is possible. */
  readonly revertible: boolean;
}

export interface Freeze {
  readonly until: string;
  readonly by: Actor;
  readonly reason?: string;
}

/** The append-only history: decisions, and what people changed. */
export type LedgerEntry =
  | { readonly kind: 'decision'; readonly at: string; readonly service: string; readonly decision: Decision }
  | {
      readonly kind: 'audit';
      readonly at: string;
      readonly service: string;
      readonly actor: Actor;
      readonly action: AuditAction;
      readonly before: unknown;
      readonly after: unknown;
    };

export const AUDIT_ACTIONS = [
  'targets',
  'thresholds',
  'mode',
  'freeze',
  'unfreeze',
  'setting-taken',
  'setting-returned',
  'optimization-confirmed',
  'optimization-cancelled',
  'optimization-reverted',
  'instance-left',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
