import type { DashboardId, GuideId, PANELS } from '@growth-engine/collector/contract';

/** `critical` pages: users feel it. `warning` and `info` inform: a cause, or something to look at in working hours. */
export type Severity = 'critical' | 'warning' | 'info';

/** The panel that shows the alert's course, and on which Grafana draws its states. */
export type PanelReference = {
  [D in DashboardId]: { readonly dashboard: D; readonly panel: keyof (typeof PANELS)[D] & string };
}[DashboardId];

/** How a number reads in a description. */
export type ValueFormat = 'duration' | 'percentage' | 'number';

interface RuleBase {
  /** CamelCase, at most 40 characters; also the alert's name. */
  readonly name: string;
  /** Stable id in Grafana, at most 40 characters. */
  readonly uid: string;
  readonly severity: Severity;
  /** Without template, from a capital to a full stop. */
  readonly summary: string;
  /** With `{label:x}`, `{value}` and, for levels, `{level}`. */
  readonly description: string;
  readonly format: ValueFormat;
  /** How long it must hold before it fires. */
  readonly forMinutes: number;
  readonly shows: PanelReference;
  /** The guide that leads from the alert to its cause, or the page where it is put right. */
  readonly runbook: { readonly guide: GuideId } | { readonly page: 'targets' | 'overview' };
  /** Labels that an alert carries and that links narrow to. */
  readonly labels: readonly string[];
}

/** A measurement, by `labels`, held against a level that is a series itself. */
export interface LevelRule extends RuleBase {
  readonly kind: 'level';
  readonly measured: string;
  /** The level's metric, and the matcher that picks it. */
  readonly level: { readonly metric: string; readonly matcher: string };
  /** `max`: fires above the level; `min`: below. */
  readonly bound: 'max' | 'min';
}

/** An expression that has series only when something is wrong. */
export interface GuardRule extends RuleBase {
  readonly kind: 'guard';
  readonly wrong: string;
}

export type AlertRule = LevelRule | GuardRule;

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}
