import {
  DASHBOARDS,
  METRIC_LIST,
  PANELS,
  type DashboardId,
  type MetricDefinition,
} from '@growth-engine/collector/contract';
import { labelsOf } from '../house/promql.js';
import type { Rule } from './linter-rules.js';
import { contentOf, panelsOf, targetsOf, type DashboardJson } from './model.js';
import { parseExpression, type Selector } from './promql.js';

const SUFFIXES = ['_bucket', '_sum', '_count'] as const;

/** Exposed series name → the metric of the catalogue. */
export const SERIES: ReadonlyMap<string, MetricDefinition> = new Map(
  METRIC_LIST.flatMap((metric) =>
    metric.type === 'histogram'
      ? SUFFIXES.map((suffix) => [`${metric.name}${suffix}`, metric] as const)
      : [[metric.name, metric] as const]
  )
);

/** Series that the catalogue lacks, and labels that they do not have. */
export const strangers = (expression: string): readonly string[] => {
  const { selectors, groupedBy } = parseExpression(expression);
  const definitions = selectors.map((selector) => [selector, SERIES.get(selector.metric)] as const);
  const unknown = definitions
    .filter(([, definition]) => definition === undefined)
    .map(([{ metric }]) => `${metric} is not in the catalogue.`);
  const wrong = definitions.flatMap(([{ matchers, metric }, definition]) =>
    definition === undefined
      ? []
      : matchers
          .filter(({ label }) => label !== 'le' && !labelsOf(definition).includes(label))
          .map(({ label }) => `${metric} has no label ${label}.`)
  );
  const everyLabel = new Set([
    'le',
    'value',
    ...definitions.flatMap(([, each]) => (each === undefined ? [] : labelsOf(each))),
  ]);
  const unheard = groupedBy.filter((label) => !everyLabel.has(label)).map((label) => `No series has a label ${label}.`);
  return [...unknown, ...wrong, ...unheard];
};

export const selectorsOf = (dashboard: DashboardJson): readonly Selector[] =>
  targetsOf(dashboard).flatMap(({ target }) => parseExpression(target.expr ?? '').selectors);

const idOf = (dashboard: DashboardJson): DashboardId | undefined =>
  (Object.keys(DASHBOARDS) as DashboardId[]).find((id) => DASHBOARDS[id].uid === dashboard.uid);

const repeated = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const linksOf = (dashboard: DashboardJson): readonly string[] =>
  contentOf(dashboard).flatMap((panel) => panel.fieldConfig?.defaults.links?.map(({ url }) => url) ?? []);

/** What dashboard-linter does not ask. */
export const HOUSE_RULES: Readonly<Record<string, Rule>> = {
  'classic model, no ids of one Grafana': (dashboard) => [
    ...(dashboard.schemaVersion <= 42 ? [] : ['The schema is newer than 42.']),
    ...(dashboard.id === undefined ? [] : ['It carries the id of one Grafana.']),
    ...('__inputs' in dashboard ? ['It asks for inputs.'] : []),
    ...(dashboard.graphTooltip === 1 ? [] : ['The crosshair is not shared.']),
  ],
  'uid and title of the contract': (dashboard) => {
    const id = idOf(dashboard);
    return id !== undefined && DASHBOARDS[id].title === dashboard.title
      ? []
      : [`${dashboard.uid} is not in DASHBOARDS.`];
  },
  'panel ids present, unique, and those of the contract': (dashboard) => {
    const ids = panelsOf(dashboard).map(({ id }) => id);
    const id = idOf(dashboard);
    const promised: readonly number[] = id === undefined ? [] : Object.values(PANELS[id]);
    return [
      ...repeated(ids).map((each) => `Two panels have the id ${String(each)}.`),
      ...(ids.includes(undefined) ? ['A panel has no id.'] : []),
      ...promised.filter((each) => !ids.includes(each)).map((each) => `Panel ${String(each)} of PANELS is missing.`),
      ...ids
        .filter((each) => each !== undefined && each < 99 && !promised.includes(each))
        .map((each) => `Panel ${String(each)} is below 99 but not in PANELS.`),
    ];
  },
  'refIds unique; ranges or instants': (dashboard) => [
    ...contentOf(dashboard).flatMap((panel) =>
      repeated((panel.targets ?? []).map(({ refId }) => refId)).map(
        (refId) => `"${panel.title ?? ''}" has ${String(refId)} twice.`
      )
    ),
    ...targetsOf(dashboard)
      .filter(({ target }) => (target.refId ?? '') === '' || (target.instant !== true && target.range !== true))
      .map(({ where }) => `${where} has no refId, or is neither instant nor range.`),
  ],
  'overrides by query name a query': (dashboard) =>
    contentOf(dashboard).flatMap((panel) =>
      (panel.fieldConfig?.overrides ?? [])
        .filter(
          ({ matcher }) =>
            matcher.id === 'byFrameRefID' && !panel.targets?.some(({ refId }) => refId === matcher.options)
        )
        .map(({ matcher }) => `"${panel.title ?? ''}" has no query ${matcher.options}.`)
    ),
  'series and labels of the catalogue': (dashboard) => [
    ...targetsOf(dashboard).flatMap(({ target, where }) =>
      strangers(target.expr ?? '').map((each) => `${where}: ${each}`)
    ),
    ...dashboard.annotations.list
      .filter(({ builtIn }) => builtIn !== 1)
      .flatMap(({ name, target }) => [
        ...strangers(target?.expr ?? '').map((each) => `${name}: ${each}`),
        ...parseExpression(target?.expr ?? '').errors.map((each) => `${name}: ${each}`),
      ]),
  ],
  'words when there is nothing to draw': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type, fieldConfig }) => type !== 'text' && (fieldConfig?.defaults.noValue ?? '') === '')
      .map(({ title }) => `"${title ?? ''}" does not say what to do without data.`),
  'legends and reductions': (dashboard) =>
    contentOf(dashboard)
      .filter(
        ({ type, options }) =>
          (type === 'timeseries' && (options?.legend?.showLegend !== true || options.tooltip?.mode !== 'multi')) ||
          (type === 'stat' && (options?.reduceOptions?.calcs ?? []).length === 0)
      )
      .map(({ title }) => `"${title ?? ''}" hides its legend or reduces by nothing.`),
  'variables have a current value': (dashboard) =>
    dashboard.templating.list
      .filter(({ current }) => current?.value === undefined)
      .map(({ name }) => `Variable ${name} has none.`),
  'links resolve': (dashboard) => {
    const uids: readonly string[] = Object.values(DASHBOARDS).map(({ uid }) => uid);
    const broken = linksOf(dashboard).filter((url) => {
      const [, uid, panel] = /^\/d\/([\w-]+)\?.*?(?:viewPanel=panel-(\d+))?$/.exec(url) ?? [];
      const target = (Object.keys(DASHBOARDS) as DashboardId[]).find((id) => DASHBOARDS[id].uid === uid);
      const ids: readonly number[] = target === undefined ? [] : Object.values(PANELS[target]);
      return uid === undefined || !uids.includes(uid) || (panel !== undefined && !ids.includes(Number(panel)));
    });
    return [
      ...broken.map((url) => `${url} leads nowhere.`),
      ...linksOf(dashboard)
        .filter((url) => !url.includes('${__url_time_range}'))
        .map((url) => `${url} loses the time range.`),
      ...(dashboard.links.some(({ tags }) => tags.every((tag) => dashboard.tags.includes(tag)))
        ? []
        : ['No links across.']),
    ];
  },
  'one panel that explains': (dashboard) =>
    contentOf(dashboard).filter(({ type }) => type === 'text').length === 1
      ? []
      : ['There is not exactly one text panel.'],
  'decisions are marked': (dashboard) =>
    dashboard.annotations.list.some(
      ({ useValueForTime, target }) => useValueForTime === true && target?.expr?.endsWith('* 1000') === true
    )
      ? []
      : ['Decisions are not marked on the time axis.'],
  'panels stay within the grid and off each other': (dashboard) => {
    const folded = dashboard.panels.map(({ panels }) => panels ?? []);
    const overlaps = [dashboard.panels, ...folded].flatMap((group) =>
      group.filter((a, index) => group.slice(index + 1).some((b) => overlap(a.gridPos, b.gridPos)))
    );
    return overlaps.map(({ title }) => `"${title ?? ''}" lies on another panel.`);
  },
};

type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number } | undefined;
const overlap = (a: Box, b: Box): boolean =>
  a === undefined ||
  b === undefined ||
  a.x + a.w > 24 ||
  (a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h);
