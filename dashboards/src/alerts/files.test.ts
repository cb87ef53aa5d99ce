import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { APP_ID, DASHBOARDS, PANELS } from '@growth-engine/collector/contract';
import { DEFAULT_OPTIONS, outputs } from '../outputs.js';
import { RULES } from './rules.js';

interface GrafanaRule {
  readonly uid: string;
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly { readonly datasourceUid: string; readonly model: Readonly<Record<string, unknown>> }[];
  readonly noDataState: string;
  readonly execErrState: string;
}

const fileOf = (path: string, options = DEFAULT_OPTIONS): string => outputs(options).get(path) ?? '';
const GRAFANA = 'provisioning/alerting/growth-engine.yaml';
const PROMETHEUS = 'provisioning/prometheus/rules/growth-engine.yaml';

describe('the file for Grafana', () => {
  const file = parse(fileOf(GRAFANA)) as { groups: { interval: string; rules: GrafanaRule[] }[] };
  const rules = file.groups.flatMap((group) => group.rules);
  const named = (title: string): GrafanaRule | undefined => rules.find((rule) => rule.title === title);

  it('brings rules and nothing that would replace what an organisation has', () => {
    expect(Object.keys(file)).toEqual(['apiVersion', 'groups']);
    expect(rules).toHaveLength(RULES.length);
  });

  it('writes a level as measurement, target and a comparison that NaN cannot set off', () => {
    expect(named('ResponseTimeTargetMissed')).toEqual({
      uid: 'growth-engine-target-response-time',
      title: 'ResponseTimeTargetMissed',
      condition: 'C',
      data: [
        {
          refId: 'A',
          relativeTimeRange: { from: 600, to: 0 },
          datasourceUid: 'prometheus',
          model: {
            refId: 'A',
            expr:
              'sum by (cluster, namespace, service) (rate(growth_engine_http_request_duration_seconds_sum[5m]))' +
              ' / sum by (cluster, namespace, service) (rate(growth_engine_http_request_duration_seconds_count[5m]))',
            instant: true,
            range: false,
          },
        },
        {
          refId: 'T',
          relativeTimeRange: { from: 600, to: 0 },
          datasourceUid: 'prometheus',
          model: {
            refId: 'T',
            expr: 'max by (cluster, namespace, service) (growth_engine_target{objective="response_time"})',
            instant: true,
            range: false,
          },
        },
        {
          refId: 'C',
          relativeTimeRange: { from: 600, to: 0 },
          datasourceUid: '__expr__',
          model: { refId: 'C', type: 'math', expression: 'is_number($A) && $A > $T' },
        },
      ],
      noDataState: 'OK',
      execErrState: 'Error',
      for: '1m',
      keepFiringFor: '2m',
      missing_series_evals_to_resolve: 2,
      labels: { severity: 'critical', __grafana_origin: `plugin/${APP_ID}` },
      annotations: {
        summary: 'Requests take longer than promised.',
        description:
          'Requests to {{ $labels.service }} took {{ with $values.A }}{{ humanizeDuration .Value }}{{ end }} on average over the last 5 minutes;' +
          ' the target is {{ with $values.T }}{{ humanizeDuration .Value }}{{ end }}. The guide names the likely cause.',
        runbook_url: `${DEFAULT_OPTIONS.grafanaUrl}/a/${APP_ID}/guides/slow-responses?alert=ResponseTimeTargetMissed`,
        __dashboardUid__: DASHBOARDS.overview.uid,
        __panelId__: String(PANELS.overview.responseTime),
      },
    });
  });

  it('compares throughput the other way round', () => {
    expect(named('ThroughputTargetMissed')?.data[2]?.model['expression']).toBe('is_number($A) && $A < $T');
  });

  it('links every rule to a runbook that is an absolute URL before any template is filled', () => {
    const grafanaUrl = 'https://grafana.example/g';
    const made = parse(fileOf(GRAFANA, { ...DEFAULT_OPTIONS, grafanaUrl })) as typeof file;
    for (const { annotations } of made.groups.flatMap((group) => group.rules)) {
      const link = annotations['runbook_url'] ?? '';
      expect(link).not.toMatch(/[{}]/);
      expect(new URL(link).href).toBe(link);
      expect(link).toMatch(/^https:\/\/grafana\.example\/g\/a\//);
    }
  });

  it('counts the level of a minimum from when rate() has seen its whole window', () => {
    const target = 'max by (cluster, namespace, service) (growth_engine_target{objective="throughput"}';
    expect(named('ThroughputTargetMissed')?.data[1]?.model['expr']).toBe(`(${target}) and ${target} offset 5m))`);
  });

  it('leaves no dollar to be expanded where Grafana expands files, and none in braces anywhere', () => {
    for (const { uid, title, labels, annotations } of rules) {
      expect([uid, title, ...Object.values(labels)].join('')).not.toContain('$');
      expect(Object.values(annotations).join('')).not.toContain('${');
      expect(Object.values(annotations).join('')).not.toContain('$$');
    }
  });

  it('stays silent where nothing is measured, and tells a broken data source once per symptom', () => {
    expect(new Set(rules.map(({ noDataState }) => noDataState))).toEqual(new Set(['OK']));
    expect(rules.filter(({ execErrState }) => execErrState === 'Error').map(({ title }) => title)).toEqual([
      'ResponseTimeTargetMissed',
      'ErrorRateTargetMissed',
    ]);
    expect(rules.filter(({ execErrState }) => !['Error', 'KeepLast'].includes(execErrState))).toEqual([]);
  });

  it('asks the data source that was chosen', () => {
    const text = fileOf(GRAFANA, { ...DEFAULT_OPTIONS, datasourceUid: 'mimir' });
    expect(text).toContain('datasourceUid: mimir');
    expect(text).not.toContain('datasourceUid: prometheus');
  });
});

describe('the file for Prometheus', () => {
  it('has the same rules, with links that are absolute', () => {
    const text = fileOf(PROMETHEUS, { ...DEFAULT_OPTIONS, grafanaUrl: 'https://grafana.example/g' });
    const file = parse(text) as { groups: { rules: { alert: string; annotations: Record<string, string> }[] }[] };
    const rules = file.groups.flatMap((group) => group.rules);
    expect(rules.map(({ alert }) => alert)).toEqual(RULES.map(({ name }) => name));
    for (const { annotations } of rules) {
      expect(annotations['runbook_url']).toMatch(/^https:\/\/grafana\.example\/g\/a\//);
      expect(annotations['dashboard_url']).toMatch(/^https:\/\/grafana\.example\/g\/d\/growth-engine-/);
    }
  });
});
