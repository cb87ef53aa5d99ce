import { describe, expect, it } from '@jest/globals';
import type { Change, Measurement } from '../../contract/index.js';
import { decisionSentence, measuredText, speedOf } from './sentences.js';

const MEASURED: Measurement = {
  quantity: 'response_time',
  before: 0.42,
  after: 0.18,
  ratio: 0.43,
  low: 0.38,
  high: 0.49,
  n: 812,
  blocks: 30,
  eGain: 90,
  eHarm: 1,
  method: 'keys',
};

const CHANGE: Change = {
  id: 'plan-1',
  rule: 'ttl-too-short',
  setting: 'cache.products.ttl',
  title: 'TTL of cache products',
  kind: 'ttl',
  unit: 'seconds',
  from: 2,
  to: 8,
  why: '',
  evidence: [],
  expected: { quantity: 'response_time', ratio: 0.5, low: 0.4, high: 0.6, basis: '' },
  risk: 'low',
  riskText: '',
  undo: '',
  instances: [],
  routes: [],
  method: 'keys',
};

describe('sentences for people', () => {
  it('say what was turned by its title, and how much faster it got', () => {
    expect(decisionSentence(CHANGE, 'kept', 'gain', MEASURED, undefined)).toBe(
      'TTL of cache products 2 s → 8 s was kept: response time 420 ms → 180 ms, 57 % faster ' +
        '(90 % interval: 51 % to 62 % faster; 812 requests, keys under both values at once).'
    );
  });

  it('say why something was undone', () => {
    expect(decisionSentence(CHANGE, 'reverted', 'person', undefined, 'anna reverted it')).toBe(
      'TTL of cache products 2 s → 8 s was undone: anna reverted it.'
    );
  });

  it('say slower where it is slower, and both where the interval holds both', () => {
    expect(speedOf(1.12)).toBe('12 % slower');
    expect(speedOf(1.001)).toBe('as fast as before');
    expect(measuredText({ ...MEASURED, low: 0.8, high: 1.03 })).toContain('3 % slower to 20 % faster');
    expect(measuredText({ ...MEASURED, low: 1.2, high: 1.3 })).toContain('30 % to 20 % slower');
    expect(measuredText({ ...MEASURED, low: 0.8, high: 1 })).toContain('as fast as before to 20 % faster');
  });
});
