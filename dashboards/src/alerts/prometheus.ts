import { COMPARISON, levelSeries } from './promql.js';
import { HUMANIZE, panelPath, render, runbookPath, type Dialect } from './text.js';
import type { AlertRule, LevelRule, RuleGroup } from './types.js';

export interface PrometheusOptions {
  /** Where people reach Grafana, without a slash at the end; links in alerts must be absolute here. */
  readonly grafanaUrl: string;
}

const INTERVAL = '20s';

/** Asks for the level that holds for this alert's labels. */
const levelQuery = (rule: LevelRule): string => {
  const matchers = [rule.level.matcher, ...rule.labels.map((label) => `${label}="%s"`)].join(',').replaceAll('"', "'");
  const values = rule.labels.map((label) => `$labels.${label}`).join(' ');
  return `{{ with printf "max(${rule.level.metric}{${matchers}})" ${values} | query }}{{ . | first | value | ${HUMANIZE[rule.format]} }}{{ end }}`;
};

const DIALECT: Dialect = {
  label: (name) => `{{ $labels.${name} }}`,
  value: (format) => `{{ $value | ${HUMANIZE[format]} }}`,
  level: (rule) => (rule.kind === 'level' ? levelQuery(rule) : ''),
};

const expressionOf = (rule: AlertRule): string =>
  rule.kind === 'level'
    ? `(${rule.measured}) ${COMPARISON[rule.bound]} on (${rule.labels.join(', ')}) ${levelSeries(rule)}`
    : rule.wrong;

const ruleOf = (rule: AlertRule, options: PrometheusOptions): object => ({
  alert: rule.name,
  expr: expressionOf(rule),
  for: `${String(rule.forMinutes)}m`,
  ...(rule.kind === 'level' ? { keep_firing_for: '2m' } : {}),
  labels: { severity: rule.severity },
  annotations: {
    summary: rule.summary,
    description: render(rule, DIALECT),
    runbook_url: `${options.grafanaUrl}${runbookPath(rule)}`,
    dashboard_url: `${options.grafanaUrl}${panelPath(rule)}`,
  },
});

/** Content of a Prometheus rule file. */
export const prometheusFile = (groups: readonly RuleGroup[], options: PrometheusOptions): object => ({
  groups: groups.map((group) => ({
    name: group.name,
    interval: INTERVAL,
    rules: group.rules.map((rule) => ruleOf(rule, options)),
  })),
});
