import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type AnnotationQuery,
  type Panel,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS, METRICS, OUTCOMES, type DashboardId, type Outcome } from '@growth-engine/collector/contract';
import { COLOURS, type Colour } from './colours.js';
import { dashboardLinks, DASHBOARD_TAG } from './links.js';
import { select } from './promql.js';
import { toTarget } from './query.js';
import { DATASOURCE, variables } from './variables.js';

/** A question that the panels below it answer. */
export interface Section {
  /** From 900. */
  readonly id: number;
  readonly question: string;
  /** Folded at first; its panels are asked only when it is opened. */
  readonly folded?: true;
  readonly panels: readonly (Panel | Column)[];
}

/** Panels that stand beside something tall, laid out among themselves within a width of their own. */
export interface Column {
  readonly column: readonly Panel[];
  readonly width: number;
}

const GRID_COLUMNS = 24;

/** Lays panels out from left to right, a new line where they no longer fit. */
const place = (
  panels: readonly (Panel | Column)[],
  top: number,
  left = 0,
  width = GRID_COLUMNS
): { readonly placed: Panel[]; readonly bottom: number } => {
  let x = left;
  let y = top;
  let lineHeight = 0;
  const placed = panels.flatMap((each) => {
    const w = 'column' in each ? each.width : (each.gridPos?.w ?? width);
    if (x + w > left + width) {
      x = left;
      y += lineHeight;
      lineHeight = 0;
    }
    const at = x;
    x += w;
    if ('column' in each) {
      const inside = place(each.column, y, at, w);
      lineHeight = Math.max(lineHeight, inside.bottom - y);
      return inside.placed;
    }
    const h = each.gridPos?.h ?? 8;
    lineHeight = Math.max(lineHeight, h);
    return [{ ...each, gridPos: { x: at, y, w, h } }];
  });
  return { placed, bottom: y + lineHeight };
};

const layOut = (sections: readonly Section[]): (Panel | RowPanel)[] => {
  let y = 0;
  return sections.flatMap((section) => {
    const folded = section.folded === true;
    const { placed, bottom } = place(section.panels, y + 1);
    const row: RowPanel = {
      type: 'row',
      id: section.id,
      title: section.question,
      collapsed: folded,
      gridPos: { x: 0, y, w: GRID_COLUMNS, h: 1 },
      panels: folded ? placed : [],
    };
    y = folded ? y + 1 : bottom;
    return folded ? [row] : [row, ...placed];
  });
};

export const OUTCOME_COLOURS: Readonly<Record<Outcome, Colour>> = {
  kept: COLOURS.good,
  reverted: COLOURS.attention,
  inconclusive: COLOURS.neutral,
};

/** Marks when the loop decided: each series' value is the moment, in seconds; Grafana wants milliseconds. */
const decisionAnnotations = (outcome: Outcome): AnnotationQuery => ({
  ...new AnnotationQueryBuilder()
    .name(`Decisions: ${outcome}`)
    .enable(true)
    .iconColor(OUTCOME_COLOURS[outcome])
    .datasource(DATASOURCE)
    .titleFormat(`${outcome}: {{setting}}`)
    .textFormat('{{service}}: {{setting}} {{outcome}}')
    .tagKeys('service,setting,outcome')
    .useValueForTime(true)
    .build(),
  target: toTarget({
    refId: 'Anno',
    expr: `${select(METRICS.decision_timestamp_seconds, { outcome })} * 1000`,
    legend: '',
  }),
});

const GRAFANA_ANNOTATIONS: AnnotationQuery = {
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  name: 'Annotations & Alerts',
  type: 'dashboard',
};

/* eslint-disable @typescript-eslint/no-deprecated -- the classic model loads from files everywhere from 12.0 on; v2 does not. */
export type ClassicDashboard = ReturnType<DashboardBuilder['build']>;

/** A dashboard of the set: uid and title from the contract, variables, links and annotations alike on all. */
export const dashboard = (id: DashboardId, description: string, sections: readonly Section[]): ClassicDashboard => ({
  ...new DashboardBuilder(DASHBOARDS[id].title)
    .uid(DASHBOARDS[id].uid)
    .description(description)
    .tags([DASHBOARD_TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .timezone('browser')
    .build(),
  panels: layOut(sections),
  templating: { list: variables() },
  annotations: {
    list: [GRAFANA_ANNOTATIONS, ...OUTCOMES.map(decisionAnnotations)],
  },
  links: dashboardLinks(),
});
