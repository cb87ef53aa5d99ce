import { describe, expect, it } from '@jest/globals';
import { strangers } from './house-rules.js';
import { LINTER_RULES } from './linter-rules.js';
import type { DashboardJson } from './model.js';
import { parseExpression } from './promql.js';

const drawing = (expr: string): DashboardJson => ({
  uid: 'x',
  title: 'x',
  tags: [],
  schemaVersion: 42,
  editable: true,
  graphTooltip: 1,
  panels: [{ id: 1, type: 'timeseries', title: 'A', targets: [{ refId: 'A', expr }] }],
  templating: { list: [] },
  annotations: { list: [] },
  links: [],
});

const verdict = (rule: string, expr: string): readonly string[] => LINTER_RULES[rule]?.(drawing(expr)) ?? [];

describe('reading an expression', () => {
  it('finds selectors, their matchers, range and what is around them', () => {
    expect(parseExpression('sum by (le) (rate(a_bucket{job=~"$job",x!="y"}[$__rate_interval])) / on (z) b')).toEqual({
      errors: [],
      groupedBy: ['le', 'z'],
      selectors: [
        {
          metric: 'a_bucket',
          range: '$__rate_interval',
          within: ['rate', 'sum'],
          matchers: [
            { label: 'job', operator: '=~', value: '$job' },
            { label: 'x', operator: '!=', value: 'y' },
          ],
        },
        { metric: 'b', matchers: [], range: undefined, within: [] },
      ],
    });
  });

  it('tells what does not parse', () => {
    expect(parseExpression('sum(rate(a[5m])').errors).not.toEqual([]);
    expect(parseExpression(' ').errors).toEqual(['is empty']);
  });
});

describe('the lint notices', () => {
  it('a rate over a fixed range', () => {
    expect(verdict('target-rate-interval-rule', 'rate(a_total[5m])')).toHaveLength(1);
    expect(verdict('target-rate-interval-rule', 'increase(a_total[$__range])')).toEqual([]);
  });
  it('a counter that is drawn as it stands, with matchers too', () => {
    expect(verdict('target-counter-agg-rule', 'sum(a_total{job="x"})')).toHaveLength(1);
    expect(verdict('target-counter-agg-rule', 'sum(rate(a_total[$__rate_interval]))')).toEqual([]);
  });
  it('a selector without the job variable, in the second operand too', () => {
    expect(verdict('target-job-rule', 'a{job=~"$job"} / b{job="$job"}')).toEqual([
      '"A" A: b is not limited by job=~"$job".',
    ]);
  });
  it('a dashboard that can be edited, lacks variables, units and a description', () => {
    for (const rule of [
      'uneditable-dashboard-rule',
      'template-datasource-rule',
      'template-job-rule',
      'panel-units-rule',
      'panel-title-description-rule',
      'panel-datasource-rule',
    ])
      expect(verdict(rule, 'a')).not.toEqual([]);
  });
  it('a series that nobody exports, and a label that a series does not have', () => {
    expect(strangers('growth_engine_nonsense')).toEqual(['growth_engine_nonsense is not in the catalogue.']);
    expect(strangers('growth_engine_frozen{cache="x"}')).toEqual(['growth_engine_frozen has no label cache.']);
    expect(strangers('sum by (route) (growth_engine_frozen)')).toEqual(['No series has a label route.']);
  });
});
