import { ALERT_ORIGIN } from '../house/app-panels.js';
import { COMPARISON, levelSeries } from './promql.js';
import { HUMANIZE, dashboardUidOf, panelIdOf, render, ruleRunbookPath, type Dialect } from './text.js';
import type { AlertRule, RuleGroup } from './types.js';

export interface GrafanaOptions {
  /** uid of the Prometheus data source that the rules ask. */
  readonly datasourceUid: string;
  /** Where people reach Grafana, without a slash at the end: its page of a rule links to absolute URLs only. */
  readonly grafanaUrl: string;
}

const FOLDER = 'Growth Engine';
/** A multiple of Grafana's base interval of 10 s. */
const INTERVAL = '20s';
const EXPRESSION = '__expr__';
const LOOKS_BACK = { from: 600, to: 0 } as const;

/** Annotations of rule files are not expanded: `$labels` there, `$$labels` would stay broken text. */
const DIALECT: Dialect = {
  label: (name) => `{{ $labels.${name} }}`,
  // `with`: while there is no data, there is no value to pass on, and an error in a template fills Grafana's log.
  value: (format) => `{{ with $values.A }}{{ ${HUMANIZE[format]} .Value }}{{ end }}`,
  level: (rule) => `{{ with $values.T }}{{ ${HUMANIZE[rule.format]} .Value }}{{ end }}`,
};

const instant = (refId: string, expr: string, datasourceUid: string): object => ({
  refId,
  relativeTimeRange: LOOKS_BACK,
  datasourceUid,
  model: { refId, expr, instant: true, range: false },
});

const math = (expression: string): object => ({
  refId: 'C',
  relativeTimeRange: LOOKS_BACK,
  datasourceUid: EXPRESSION,
  model: { refId: 'C', type: 'math', expression },
});

/** Comparing with NaN (an error rate without traffic) is not 0, and whatever is not 0 fires: hence `is_number`. */
const dataOf = (rule: AlertRule, datasourceUid: string): readonly object[] =>
  rule.kind === 'level'
    ? [
        instant('A', rule.measured, datasourceUid),
        instant('T', levelSeries(rule), datasourceUid),
        math(`is_number($A) && $A ${COMPARISON[rule.bound]} $T`),
      ]
    : [instant('A', rule.wrong, datasourceUid), math('is_number($A)')];

const ruleOf = (rule: AlertRule, options: GrafanaOptions): object => ({
  uid: rule.uid,
  title: rule.name,
  condition: 'C',
  data: dataOf(rule, options.datasourceUid),
  // Nothing measured is not an alert here: the guards say what is missing, by name.
  noDataState: 'OK',
  // A Prometheus that cannot be asked is told once per symptom, not once per rule.
  execErrState: rule.severity === 'critical' ? 'Error' : 'KeepLast',
  for: `${String(rule.forMinutes)}m`,
  ...(rule.kind === 'level' ? { keepFiringFor: '2m' } : {}),
  missing_series_evals_to_resolve: 2,
  labels: { severity: rule.severity, [ALERT_ORIGIN.label]: ALERT_ORIGIN.value },
  annotations: {
    summary: rule.summary,
    description: render(rule, DIALECT),
    runbook_url: `${options.grafanaUrl}${ruleRunbookPath(rule)}`,
    __dashboardUid__: dashboardUidOf(rule),
    __panelId__: String(panelIdOf(rule)),
  },
});

/** Content of a Grafana alerting provisioning file. It brings rules only: no contact points, no notification policies. */
export const grafanaFile = (groups: readonly RuleGroup[], options: GrafanaOptions): object => ({
  apiVersion: 1,
  groups: groups.map((group) => ({
    orgId: 1,
    name: group.name,
    folder: FOLDER,
    interval: INTERVAL,
    rules: group.rules.map((rule) => ruleOf(rule, options)),
  })),
});
