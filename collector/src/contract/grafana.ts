import type { GuideId } from './guides/types.js';

/** Ids that Grafana and we must spell alike. */
export const APP_ID = 'growthengine-performance-app';
export const PANEL_IDS = {
  compliance: 'growthengine-compliance-panel',
  guides: 'growthengine-guides-panel',
  optimize: 'growthengine-optimize-panel',
} as const;

/** Actions of our own: plugin.json's roles grant them, every proxy route and button asks for one. */
export const ACTIONS = {
  /** Viewer and more. */
  read: `${APP_ID}.service:read`,
  /** Editor and more: confirm, cancel, revert, freeze. */
  optimize: `${APP_ID}.optimization:write`,
  /** Editor and more: targets, thresholds, mode, taking over a setting. */
  configure: `${APP_ID}.target:write`,
} as const;

export const DASHBOARDS = {
  overview: { uid: 'growth-engine-overview', title: 'Growth Engine / Overview' },
  system: { uid: 'growth-engine-system', title: 'Growth Engine / System' },
  application: { uid: 'growth-engine-application', title: 'Growth Engine / Application' },
  cache: { uid: 'growth-engine-cache', title: 'Growth Engine / Cache' },
  database: { uid: 'growth-engine-database', title: 'Growth Engine / Database' },
  optimizer: { uid: 'growth-engine-optimizer', title: 'Growth Engine / Optimizer' },
} as const;
export type DashboardId = keyof typeof DASHBOARDS;

/**
 * Panels that alerts, guides and pages point at. Ids are chosen here, once; the dashboards take them from here.
 * Other panels number themselves from 100.
 */
export const PANELS = {
  overview: { compliance: 1, responseTime: 2, throughput: 3, errorRate: 4, optimize: 5, guides: 6 },
  system: { cpu: 1, memory: 2, disk: 3, network: 4, processCpu: 5, processMemory: 6, eventLoop: 7 },
  application: { responseTime: 1, throughput: 2, errorRate: 3, routes: 4, inFlight: 5, rejected: 6 },
  cache: { hitRatio: 1, results: 2, evictions: 3, entries: 4, loadTime: 5 },
  database: { poolWait: 1, connections: 2, queryTime: 3, slowQueries: 4, deadlocks: 5, server: 6 },
  optimizer: { decisions: 1, state: 2, settings: 3, ratio: 4, probes: 5, agents: 6 },
} as const satisfies Record<DashboardId, Record<string, number>>;

/** Pages of the app that links from outside (alerts, dashboards, the terminal) lead to, as paths of Grafana. */
export const APP_PAGES = {
  overview: `/a/${APP_ID}`,
  targets: `/a/${APP_ID}/targets`,
  guides: `/a/${APP_ID}/guides`,
} as const;

/** Page of one guide; alerts add `?service=…&alert=…`, so that the page can look up when the alert began. */
export const guidePath = (guide: GuideId): string => `${APP_PAGES.guides}/${guide}`;
