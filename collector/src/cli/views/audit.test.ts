import { describe, expect, it } from '@jest/globals';
import type { AuditAction } from '../../contract/index.js';
import { auditDetail } from './audit.js';

const detail = (action: AuditAction, before: unknown, after: unknown): string =>
  auditDetail({
    kind: 'audit',
    at: '2026-01-02T03:04:05.000Z',
    service: 'shop',
    actor: { kind: 'terminal', name: 'ada' },
    action,
    before,
    after,
  });

describe('what the ledger says of an act', () => {
  it('names what a press was confirmed for, and not how it was planned', () => {
    const changes = [
      { id: 'one', rule: 'ttl', setting: 'route.dashboard.ttl', unit: 'seconds', from: 2, to: 8, expected: {} },
      { id: 'two', rule: 'pool', setting: 'pool.main.size', unit: 'connections', from: 2, to: 4, expected: {} },
    ];
    expect(detail('optimization-confirmed', null, { optimization: 'o', plan: 'p', hash: 'h', changes })).toBe(
      'route.dashboard.ttl 2 s → 8 s, pool.main.size 2 → 4 connections'
    );
  });

  it('tells only the levels that changed, in their units', () => {
    const before = { response_time: 0.5, throughput: 20, error_rate: 0.005 };
    expect(detail('targets', before, { ...before, response_time: 0.3 })).toBe('response time 500 ms → 300 ms');
    expect(detail('thresholds', { cpu: 0.8 }, { cpu: 0.7 })).toMatch(/80 % → 70 %/);
  });

  it('tells which setting, which mode, until when and what was undone', () => {
    expect(detail('setting-taken', { value: 4, owner: 'engine' }, { setting: 'pool.main.size', value: 8 })).toBe(
      'pool.main.size 4 → 8'
    );
    expect(detail('mode', { mode: 'propose', admission: 'observe' }, { mode: 'apply', admission: 'observe' })).toBe(
      'mode propose → apply'
    );
    expect(detail('freeze', null, { until: '2026-01-02T04:00:00.000Z', reason: 'sale' })).toBe(
      'until 2026-01-02 04:00:00: sale'
    );
    expect(detail('optimization-reverted', null, { optimization: 'o', settings: ['a', 'b'] })).toBe('a, b');
  });

  it('says nothing of what it cannot read, and does not fail', () => {
    for (const after of [null, undefined, 7, 'text', [], { changes: [null, { setting: 1 }], settings: 3 }]) {
      expect(detail('optimization-confirmed', null, after)).toBe('');
      expect(detail('targets', after, after)).toBe('');
    }
  });
});
