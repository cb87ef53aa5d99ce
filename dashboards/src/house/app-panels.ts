import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { APP_ID, PANEL_IDS } from '@growth-engine/collector/contract';
import { finish, type PanelSpec } from './panel.js';

/** A panel of our own app, or one of Grafana's that the SDK has no builder for. */
const custom = (type: string, options: object, spec: PanelSpec): Panel =>
  finish({ type, options, fieldConfig: { defaults: {}, overrides: [] } }, spec);

export const appPanel = (panel: keyof typeof PANEL_IDS, spec: PanelSpec): Panel => custom(PANEL_IDS[panel], {}, spec);

/** The label by which Grafana shows a rule as made by an app. */
export const ALERT_ORIGIN = { label: '__grafana_origin', value: `plugin/${APP_ID}` } as const;

/** What fires now, out of the rules that we ship. */
export const alertList = (spec: Omit<PanelSpec, 'queries' | 'unit'>): Panel =>
  custom(
    'alertlist',
    {
      viewMode: 'list',
      groupMode: 'default',
      groupBy: [],
      maxItems: 20,
      sortOrder: 3,
      dashboardAlerts: false,
      alertName: '',
      alertInstanceLabelFilter: `{${ALERT_ORIGIN.label}="${ALERT_ORIGIN.value}"}`,
      datasource: '-- Grafana --',
      stateFilter: { firing: true, pending: true, recovering: true, noData: false, normal: false, error: true },
    },
    { ...spec, unit: 'none', queries: [] }
  );
