import { UNITS } from '../house/units.js';
import { contentOf, targetsOf, type DashboardJson, type VariableJson } from './model.js';
import { parseExpression } from './promql.js';

/** Says what is wrong, one sentence each; nothing is right. */
export type Rule = (dashboard: DashboardJson) => readonly string[];

const DATASOURCES: readonly (string | undefined)[] = ['$datasource', '${datasource}'];
const PROMQL_PANELS = ['text', 'row', 'alertlist'];
const UNIT_IDS: readonly string[] = Object.values(UNITS);

const variable = (dashboard: DashboardJson, name: string): VariableJson | undefined =>
  dashboard.templating.list.find((each) => each.name === name);
const queryOf = ({ query }: VariableJson): string => (typeof query === 'string' ? query : (query?.query ?? ''));
const LABEL_VALUES = /^label_values\((.+), (\w+)\)$/;

const templateVariable =
  (name: string, label: string): Rule =>
  (dashboard) => {
    const found = variable(dashboard, name);
    if (found === undefined) return [`There is no variable ${name}.`];
    return [
      found.type === 'query' ? '' : `Variable ${name} is no query.`,
      DATASOURCES.includes(found.datasource?.uid) ? '' : `Variable ${name} does not ask $datasource.`,
      found.multi === true ? '' : `Variable ${name} takes one value only.`,
      found.allValue === '.+' ? '' : `Variable ${name} does not have .+ for all.`,
      found.label === label ? '' : `Variable ${name} is not labelled ${label}.`,
    ].filter(Boolean);
  };

const targetMatcher =
  (name: string): Rule =>
  (dashboard) =>
    targetsOf(dashboard).flatMap(({ target, where }) =>
      parseExpression(target.expr ?? '')
        .selectors.filter(
          ({ matchers }) =>
            !matchers.some(({ label, operator, value }) => label === name && operator === '=~' && value === `$${name}`)
        )
        .map(({ metric }) => `${where}: ${metric} is not limited by ${name}=~"$${name}".`)
    );

/**
 * The rules of grafana/dashboard-linter (4d0844b, 2026-06-18) by their names there, stricter where it lets something slip:
 * every panel that shows data instead of six types, and counters by the metric's name. Its two rules on Loki do not apply.
 */
export const LINTER_RULES: Readonly<Record<string, Rule>> = {
  'template-datasource-rule': (dashboard) => {
    const sources = dashboard.templating.list.filter(({ type }) => type === 'datasource');
    const [only] = sources;
    return sources.length === 1 &&
      only?.name === 'datasource' &&
      only.label === 'Data source' &&
      only.query === 'prometheus'
      ? []
      : ['There must be one data source variable, named datasource, labelled "Data source", for prometheus.'];
  },
  'template-job-rule': templateVariable('job', 'Job'),
  'template-instance-rule': templateVariable('instance', 'Instance'),
  'template-label-promql-rule': (dashboard) =>
    dashboard.templating.list
      .filter(({ type }) => type === 'query')
      .flatMap((each) => {
        const [, selector] = LABEL_VALUES.exec(queryOf(each)) ?? [];
        if (selector === undefined) return [`Variable ${each.name} is no label_values(…).`];
        return parseExpression(selector).errors.map((error) => `Variable ${each.name} does not parse ${error}.`);
      }),
  'template-on-time-change-reload-rule': (dashboard) =>
    dashboard.templating.list
      .filter(({ type, refresh }) => type === 'query' && refresh !== 2)
      .map(({ name }) => `Variable ${name} does not reload when the time changes.`),
  'panel-datasource-rule': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type, datasource }) => type !== 'text' && !DATASOURCES.includes(datasource?.uid))
      .map(({ title }) => `"${title ?? ''}" does not ask $datasource.`),
  'panel-title-description-rule': (dashboard) =>
    contentOf(dashboard)
      .filter(({ title, description }) => (title ?? '') === '' || (description ?? '') === '')
      .map(({ id, title }) => `Panel ${String(id)} "${title ?? ''}" lacks a title or a description.`),
  'panel-units-rule': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type }) => type !== 'text')
      .flatMap((panel) => {
        const own = panel.fieldConfig?.overrides
          .flatMap(({ properties }) => properties)
          .filter(({ id }) => id === 'unit')
          .map(({ value }) => value);
        return [panel.fieldConfig?.defaults.unit, ...(own ?? [])]
          .filter((unit) => typeof unit !== 'string' || !UNIT_IDS.includes(unit))
          .map((unit) => `"${panel.title ?? ''}" has no known unit (${String(unit)}).`);
      }),
  'panel-no-targets-rule': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type, targets }) => type !== 'text' && targets === undefined)
      .map(({ title }) => `"${title ?? ''}" has no targets.`),
  'target-promql-rule': (dashboard) =>
    targetsOf(dashboard)
      .filter(({ panel }) => !PROMQL_PANELS.includes(panel.type))
      .flatMap(({ target, where }) =>
        parseExpression(target.expr ?? '').errors.map((error) => `${where} does not parse: ${error}.`)
      ),
  'target-rate-interval-rule': (dashboard) =>
    targetsOf(dashboard).flatMap(({ target, where }) =>
      parseExpression(target.expr ?? '')
        .selectors.filter(
          ({ range, within }) => (within[0] === 'rate' || within[0] === 'irate') && range !== '$__rate_interval'
        )
        .map(({ metric }) => `${where}: the rate of ${metric} is not over $__rate_interval.`)
    ),
  'target-job-rule': targetMatcher('job'),
  'target-instance-rule': targetMatcher('instance'),
  'target-counter-agg-rule': (dashboard) =>
    targetsOf(dashboard).flatMap(({ target, where }) =>
      parseExpression(target.expr ?? '')
        .selectors.filter(
          ({ metric, within }) => metric.endsWith('_total') && !['rate', 'irate', 'increase'].includes(within[0] ?? '')
        )
        .map(({ metric }) => `${where}: the counter ${metric} is drawn without rate or increase.`)
    ),
  'uneditable-dashboard-rule': (dashboard) => (dashboard.editable ? ['It can be edited.'] : []),
};
