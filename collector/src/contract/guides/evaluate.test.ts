import { describe, expect, it } from '@jest/globals';
import { DERIVED } from '../derived.js';
import { evaluateCheck, formatQuantity, levelOf } from './evaluate.js';
import { GUIDES } from './index.js';
import { GUIDE_IDS } from './types.js';
import type { GuideCheck } from './types.js';
import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '../objectives.js';
import { PANELS } from '../grafana.js';

const hitRatio: GuideCheck = GUIDES['low-cache-hit-rate'].symptom;

describe('a guide’s check', () => {
  it('is decided by the worst group and names it', () => {
    const result = evaluateCheck(
      hitRatio,
      [
        { labels: { cache: 'products' }, value: 0.31 },
        { labels: { cache: 'sessions' }, value: 0.97 },
      ],
      0.5
    );
    expect(result).toEqual({
      verdict: 'confirmed',
      text: 'Cache products answers 31 % of its look-ups, below 50 %.',
      value: 0.31,
      level: 0.5,
      group: { cache: 'products' },
    });
  });

  it('takes NaN, PromQL’s 0/0, as no data', () => {
    const result = evaluateCheck(hitRatio, [{ labels: {}, value: Number.NaN }], 0.5);
    expect(result.verdict).toBe('no-data');
    expect(result.value).toBeUndefined();
  });

  it('is ruled out at the level itself', () => {
    expect(evaluateCheck(hitRatio, [{ labels: { cache: 'a' }, value: 0.5 }], 0.5).verdict).toBe('ruled-out');
  });

  it('finds its level among targets and thresholds', () => {
    expect(levelOf({ kind: 'target', objective: 'response_time' }, DEFAULT_TARGETS, DEFAULT_THRESHOLDS)).toBe(0.5);
    expect(levelOf({ kind: 'threshold', metric: 'cpu' }, DEFAULT_TARGETS, DEFAULT_THRESHOLDS)).toBe(0.8);
  });

  it('speaks in units that people read', () => {
    expect(formatQuantity(0.3424, 'seconds')).toBe('342 ms');
    expect(formatQuantity(0.0042, 'seconds')).toBe('4.2 ms');
    expect(formatQuantity(1.234, 'seconds')).toBe('1.23 s');
    expect(formatQuantity(0.0052, 'ratio')).toBe('0.5 %');
    expect(formatQuantity(2.345, 'per_second')).toBe('2.35/s');
  });
});

describe.each(GUIDE_IDS)('guide %s', (id) => {
  const guide = GUIDES[id];
  const checks = [guide.symptom, ...guide.causes.map((cause) => cause.check)];

  it('asks only by labels that its quantities have', () => {
    for (const check of checks)
      expect(DERIVED[check.quantity].dimensions).toEqual(expect.arrayContaining([...check.by]));
  });

  it('leads each cause to something to do, and panels that exist', () => {
    for (const cause of guide.causes) {
      expect(cause.solutions.length).toBeGreaterThan(0);
      for (const solution of cause.solutions) {
        if (solution.kind !== 'panel') continue;
        expect(Object.values<number>(PANELS[solution.dashboard])).toContain(solution.panel);
      }
    }
  });

  it('has each cause once', () => {
    const ids = guide.causes.map((cause) => cause.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
