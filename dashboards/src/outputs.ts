import { stringify } from 'yaml';
import { grafanaFile } from './alerts/grafana.js';
import { prometheusFile } from './alerts/prometheus.js';
import { RULE_GROUPS } from './alerts/rules.js';
import { ALL_DASHBOARDS } from './dashboards.js';

export interface OutputOptions {
  readonly grafanaUrl: string;
  readonly datasourceUid: string;
}

/** What stands in the repository: the demo's Grafana, at the address that `npm start` prints, and its data source. */
export const DEFAULT_OPTIONS: OutputOptions = { grafanaUrl: 'http://127.0.0.1:3000', datasourceUid: 'prometheus' };

const HEADER =
  '# Generated from dashboards/src/alerts by `npm run build -w dashboards`; edit there.\n' +
  '# Install either this file or its twin for the other ruler, not both: each alert would come twice.\n';

const yaml = (content: object): string => HEADER + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });

/** Everything that is made from source: path from the repository's root → content. */
export const outputs = (options: OutputOptions): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(ALL_DASHBOARDS).map(
      ([id, dashboard]) => [`dashboards/json/${id}.json`, `${JSON.stringify(dashboard, null, 2)}\n`] as const
    ),
    ['provisioning/alerting/growth-engine.yaml', yaml(grafanaFile(RULE_GROUPS, options))] as const,
    ['provisioning/prometheus/rules/growth-engine.yaml', yaml(prometheusFile(RULE_GROUPS, options))] as const,
  ]);
