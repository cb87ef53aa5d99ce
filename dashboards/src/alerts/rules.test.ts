import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { GUIDE_IDS, METRICS, OBJECTIVES, THRESHOLD_METRICS } from '@growth-engine/collector/contract';
import { parseExpression } from '../lint/promql.js';
import { SERIES, strangers } from '../lint/house-rules.js';
import { levelSeries } from './promql.js';
import { RULE_GROUPS, RULES } from './rules.js';
import { panelIdOf, runbookPath } from './text.js';
import type { AlertRule } from './types.js';

const expressionsOf = (rule: AlertRule): readonly string[] =>
  rule.kind === 'level' ? [rule.measured, levelSeries(rule)] : [rule.wrong];

describe('the set of rules', () => {
  it('compares every objective with its target and every metric with its threshold', () => {
    const levels = RULES.flatMap((rule) =>
      rule.kind === 'level' ? [`${rule.level.metric}{${rule.level.matcher}}`] : []
    );
    expect(levels.sort()).toEqual(
      [
        ...OBJECTIVES.map((objective) => `${METRICS.target.name}{objective="${objective}"}`),
        ...THRESHOLD_METRICS.map((metric) => `${METRICS.threshold.name}{metric="${metric}"}`),
      ].sort()
    );
  });

  it('pages for symptoms only: response time and error rate against what was promised', () => {
    expect(RULES.filter(({ severity }) => severity === 'critical').map(({ name }) => name)).toEqual([
      'ResponseTimeTargetMissed',
      'ErrorRateTargetMissed',
    ]);
  });

  it('has groups of at most 20 rules, and unique names and uids', () => {
    for (const group of RULE_GROUPS) expect(group.rules.length).toBeLessThanOrEqual(20);
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    expect(new Set(RULES.map(({ uid }) => uid)).size).toBe(RULES.length);
  });
});

describe.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  it('has a name, a uid and a pending time that both rulers take', () => {
    expect(rule.name).toMatch(/^([A-Z][a-z]+)+$/);
    expect(rule.name.length).toBeLessThanOrEqual(40);
    expect(rule.uid).toMatch(/^[a-z-]{1,40}$/);
    expect(rule.forMinutes).toBeGreaterThanOrEqual(1);
  });

  it('has a summary that is one plain sentence, and a description about this very alert', () => {
    expect(rule.summary).toMatch(/^[A-Z][^{}]*\.$/);
    if (rule.labels.length > 0) expect(rule.description).toMatch(/\{label:\w+\}/);
    for (const [, label] of rule.description.matchAll(/\{label:(\w+)\}/g)) expect(rule.labels).toContain(label);
  });

  it('asks for series and labels that are exported, and parses', () => {
    for (const expression of expressionsOf(rule)) {
      expect(parseExpression(expression).errors).toEqual([]);
      expect(strangers(expression)).toEqual([]);
    }
  });

  it('leads to a panel and to a guide or page', () => {
    expect(panelIdOf(rule)).toBeGreaterThan(0);
    if ('guide' in rule.runbook) expect(GUIDE_IDS).toContain(rule.runbook.guide);
    expect(runbookPath(rule)).toContain(`?alert=${rule.name}`);
  });
});

describe('the rule tests of promtool', () => {
  const folder = fileURLToPath(new URL('../../../provisioning/prometheus/tests', import.meta.url));
  it.each(readdirSync(folder))('%s feeds series that exist, with labels that they have', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name = '', labels = ''] of text.matchAll(/series: (growth_engine_\w+)\{([^}]*)\}/g)) {
      expect(SERIES.has(name) ? '' : name).toBe('');
      // `registry` plays the relabelling that makes a duplicate.
      expect(strangers(`${name}{${labels.replace(/,registry="second"/, '')}}`)).toEqual([]);
    }
  });
  it('covers every rule', () => {
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    expect(RULES.map(({ name }) => name).filter((name) => !text.includes(name))).toEqual([]);
  });
});
