import { APP_PAGES, DASHBOARDS, PANELS, guidePath } from '@growth-engine/collector/contract';
import type { AlertRule, ValueFormat } from './types.js';

/** How one of the two template languages says what a description leaves open. */
export interface Dialect {
  label(name: string): string;
  value(format: ValueFormat): string;
  level(rule: AlertRule): string;
}

export const HUMANIZE = { duration: 'humanizeDuration', percentage: 'humanizePercentage', number: 'humanize' } as const;

/** Fills `{label:x}`, `{value}` and `{level}`. */
export const render = (rule: AlertRule, dialect: Dialect): string =>
  rule.description
    .replaceAll(/\{label:(\w+)\}/g, (_, name: string) => dialect.label(name))
    .replaceAll('{value}', dialect.value(rule.format))
    .replaceAll('{level}', dialect.level(rule));

/** Labels that a page of the app or a dashboard can be narrowed to. */
const LINKED = ['service', 'instance'] as const;
const linked = (rule: AlertRule): readonly string[] => LINKED.filter((name) => rule.labels.includes(name));

const urlLabel = (name: string): string => `{{ $labels.${name} | urlquery }}`;

/**
 * Path of the guide or page that helps, the same for every alert of the rule: Grafana's page of a rule shows annotations
 * as they are written, and links only to what is an absolute URL already. The page itself looks up when the alert began.
 */
export const ruleRunbookPath = ({ name, runbook }: AlertRule): string =>
  `${'guide' in runbook ? guidePath(runbook.guide) : APP_PAGES[runbook.page]}?alert=${name}`;

/** The same for one alert, narrowed to its labels; for templates that are filled before anybody sees them. */
export const runbookPath = (rule: AlertRule): string =>
  [ruleRunbookPath(rule), ...linked(rule).map((name) => `${name}=${urlLabel(name)}`)].join('&');

const panelIds: Readonly<Record<string, Readonly<Record<string, number>>>> = PANELS;

export const panelIdOf = ({ shows }: AlertRule): number => {
  const id = panelIds[shows.dashboard]?.[shows.panel];
  if (id === undefined)
    throw new Error(`Dashboard ${shows.dashboard} has no panel ${shows.panel}; see PANELS in the contract.`);
  return id;
};

export const dashboardUidOf = ({ shows }: AlertRule): string => DASHBOARDS[shows.dashboard].uid;

/** Path of the panel that shows the alert's course. */
export const panelPath = (rule: AlertRule): string =>
  `/d/${dashboardUidOf(rule)}?${[`viewPanel=panel-${String(panelIdOf(rule))}`, ...linked(rule).map((name) => `var-${name}=${urlLabel(name)}`)].join('&')}`;
