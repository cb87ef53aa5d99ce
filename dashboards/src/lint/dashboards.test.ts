import { describe, expect, it } from '@jest/globals';
import { DASHBOARDS, METRIC_LIST, OBJECTIVES, PANELS, PANEL_IDS } from '@growth-engine/collector/contract';
import { RULES } from '../alerts/rules.js';
import { dashboardUidOf, panelIdOf } from '../alerts/text.js';
import { DEFAULT_OPTIONS, outputs } from '../outputs.js';
import { HOUSE_RULES, selectorsOf, SERIES } from './house-rules.js';
import { layoutRules } from './layout-rules.js';
import { LINTER_RULES } from './linter-rules.js';
import { contentOf, type DashboardJson } from './model.js';

const dashboards = [...outputs(DEFAULT_OPTIONS)]
  .filter(([path]) => path.endsWith('.json'))
  .map(([path, content]) => ({ path, dashboard: JSON.parse(content) as DashboardJson }));

const named = (uid: string): DashboardJson => {
  const found = dashboards.find(({ dashboard }) => dashboard.uid === uid);
  if (found === undefined) throw new Error(`There is no dashboard ${uid}.`);
  return found.dashboard;
};

describe.each(dashboards)('$path', ({ dashboard }) => {
  it.each(Object.entries(LINTER_RULES))('passes %s of dashboard-linter', (_, rule) => {
    expect(rule(dashboard)).toEqual([]);
  });
  it.each(Object.entries(HOUSE_RULES))('keeps to: %s', (_, rule) => {
    expect(rule(dashboard)).toEqual([]);
  });

  const watched = new Set(RULES.filter((rule) => dashboardUidOf(rule) === dashboard.uid).map(panelIdOf));
  it.each(Object.entries(layoutRules(watched)))('keeps to: %s', (_, rule) => {
    expect(rule(dashboard)).toEqual([]);
  });
});

describe('the set of dashboards', () => {
  it('has one file per dashboard of the contract', () => {
    expect(dashboards.map(({ dashboard }) => dashboard.uid).sort()).toEqual(
      Object.values(DASHBOARDS)
        .map(({ uid }) => uid)
        .sort()
    );
  });

  it('shows every metric of the catalogue', () => {
    const shown = new Set(
      dashboards.flatMap(({ dashboard }) => [
        ...selectorsOf(dashboard).map(({ metric }) => SERIES.get(metric)?.name),
        ...dashboard.annotations.list.map(({ target }) => SERIES.get(/^\w+/.exec(target?.expr ?? '')?.[0] ?? '')?.name),
      ])
    );
    expect(METRIC_LIST.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('gives the compliance panel each objective and its target, per service', () => {
    const overview = named(DASHBOARDS.overview.uid);
    const panel = contentOf(overview).find(({ id }) => id === PANELS.overview.compliance);
    expect(panel?.type).toBe(PANEL_IDS.compliance);
    expect(panel?.targets?.map(({ refId }) => refId)).toEqual(OBJECTIVES.flatMap((each) => [each, `${each}_target`]));
    for (const { expr, refId } of panel?.targets ?? []) {
      expect(expr).toContain(refId?.endsWith('_target') === true ? 'max by (service)' : 'sum by (service)');
    }
  });

  it('has all panels of the app on the overview', () => {
    const types = contentOf(named(DASHBOARDS.overview.uid)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(Object.values(PANEL_IDS)));
  });
});
