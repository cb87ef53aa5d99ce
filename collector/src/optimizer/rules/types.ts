import type { Finding, SettingState, SnapshotView, Thresholds } from '../../contract/index.js';

/** What a change of the rule is for, and so what it is judged by. */
export type Goal =
  /** Kept when the mean response time has been shown to fall. */
  | 'response_time'
  /** Kept when failures have been shown to become fewer and nothing got worse. */
  | 'error_rate'
  /** Kept when nothing has got worse: what it relieves shows elsewhere. */
  | 'memory';

export type StepKind = 'pressed' | 'automatic';

/** A setting as rules see it: kind, labels of what is behind it, bounds. */
export interface RuleSetting extends SettingState {
  /** Largest value that every instance may take at once. */
  readonly ceiling: number;
}

export interface RuleContext {
  readonly view: SnapshotView;
  readonly settings: readonly RuleSetting[];
  readonly thresholds: Thresholds;
  readonly step: StepKind;
  /** How many instances are connected. */
  readonly instances: number;
}

/** A cause that the engine can recognise. One file each; registered in index.ts. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly goal: Goal;
  diagnose(context: RuleContext): readonly Finding[];
}
