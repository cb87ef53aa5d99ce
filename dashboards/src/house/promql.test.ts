import { describe, expect, it } from '@jest/globals';
import { METRICS } from '@growth-engine/collector/contract';
import { parseExpression } from '../lint/promql.js';
import { orAbsent, orNone, orZero } from './promql.js';

describe('what is counted but has not happened', () => {
  it('is 0 where somebody would count it', () => {
    expect(orZero('sum by (service) (a)', 'sum by (service) (b)')).toBe(
      'sum by (service) (a) or 0 * sum by (service) (b)'
    );
  });

  it('is 0 under a name that says so where the counter has a label of its own', () => {
    expect(orNone('sum by (service, reason) (a)', 'reason', 'sum by (service) (b)', ['service'])).toBe(
      'sum by (service, reason) (a) or on (service) label_replace(0 * sum by (service) (b), "reason", "none so far", "", "")'
    );
  });
});

describe('a time line without a single sample', () => {
  it('draws one series in place of all, only where the whole range is empty', () => {
    const expression = orAbsent('a + b', METRICS.agent_connected);
    expect(expression).toMatch(/^\(a \+ b\) or on \(\) \(vector\(-1\) unless on \(\) count\(max_over_time\(/);
    expect(parseExpression(expression).errors).toEqual([]);
  });
});
