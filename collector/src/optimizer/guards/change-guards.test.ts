import { describe, expect, it } from '@jest/globals';
import { MODES, type Mode, type Refusal } from '../../contract/index.js';
import type { MergedSetting } from '../settings/merge.js';
import { mergeSettings } from '../settings/merge.js';
import { refusalOfChange } from './change-guards.js';

const capacity: MergedSetting = {
  name: 'cache.products.capacity',
  title: 'Capacity of cache products',
  kind: 'capacity',
  unit: 'entries',
  min: 1,
  max: 100_000,
  default: 1000,
  integer: true,
  subject: { cache: 'products' },
  routes: [],
  split: 'keys',
  settleMs: 5000,
  value: 1250,
  owner: 'engine',
  chosen: true,
  instances: {},
  on: ['shop-1'],
  ceiling: 100_000,
};

const refusal = (setting: MergedSetting, mode: Mode): Refusal | undefined =>
  refusalOfChange({
    ...{ setting, mode, name: setting.name, to: 2000, nowMs: 0, trigger: 'manual' },
    takenBy: undefined,
    coolDownUntil: undefined,
  });

describe('a capacity that the cache chooses itself', () => {
  it('is left alone by the optimizer in mode apply, where the cache moves it', () => {
    const guards = MODES.map((mode) => [mode, refusal(capacity, mode)?.guard]);
    expect(Object.fromEntries(guards)).toEqual({ observe: undefined, propose: undefined, apply: 'self-chosen' });
    const { chosen: _, ...declared } = capacity;
    expect(refusal(declared, 'apply')).toBeUndefined();
  });

  it('stands where the processes have it, whatever was kept before, unless a person owns it', () => {
    const { instances: _i, on: _o, ceiling: _c, ...state } = capacity;
    const session = { instance: 'shop-1', report: { settings: [state] } };
    const stored = { value: 800, by: { kind: 'engine', name: 'loop' }, at: '2026-01-02T03:04:05.000Z' } as const;
    const valueIf = (owner: 'engine' | 'person') =>
      mergeSettings([session], { [capacity.name]: { ...stored, owner } })[0]?.value;
    expect(valueIf('engine')).toBe(1250);
    expect(valueIf('person')).toBe(800);
  });
});
