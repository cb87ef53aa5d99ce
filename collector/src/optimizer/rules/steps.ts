import type { Expectation, SettingKind, SettingValue } from '../../contract/index.js';
import { STEP_LIMITS } from '../../contract/index.js';
import type { RuleSetting, StepKind } from './types.js';

/** Largest factor of one change: a person's press may go further than a trigger (DESIGN.md, "How it acts"). */
const factorOf = (kind: SettingKind, step: StepKind): number => {
  if (kind === 'eviction_policy') return 1;
  return step === 'automatic' ? STEP_LIMITS.automatic : STEP_LIMITS.pressed[kind];
};

const whole = (value: number, integer: boolean, round: (value: number) => number): number =>
  integer ? round(value) : Number(value.toPrecision(6));

/** The setting one step up, within its bounds; undefined where there is no room. */
export function stepUp(setting: RuleSetting, step: StepKind): number | undefined {
  if (typeof setting.value !== 'number') return undefined;
  const aim = setting.value * factorOf(setting.kind, step);
  // A small whole number must be able to move at all: 25 % of 2 connections is one more.
  const reached = setting.integer ? Math.max(Math.floor(aim), setting.value + 1) : aim;
  const value = whole(Math.min(reached, setting.ceiling, setting.max), setting.integer, Math.floor);
  return value > setting.value ? value : undefined;
}

/** The setting one step down, at most by half. */
export function stepDown(setting: RuleSetting, step: StepKind): number | undefined {
  if (typeof setting.value !== 'number') return undefined;
  const factor = Math.min(2, factorOf(setting.kind, step));
  const value = whole(Math.max(setting.value / factor, setting.min), setting.integer, Math.ceil);
  return value < setting.value ? value : undefined;
}

const RATIO_FLOOR = 0.02;

/**
 * A predicted ratio of mean response times.
 * @param gain Share of the mean that should go, 0–1.
 * @param atLeast @param atMost The same for the ends of an interval that holds the truth in 80 of 100 cases.
 */
export const expectGain = (gain: number, atLeast: number, atMost: number, basis: string): Expectation => ({
  quantity: 'response_time',
  ratio: Math.max(RATIO_FLOOR, 1 - gain),
  low: Math.max(RATIO_FLOOR, 1 - Math.max(gain, atMost)),
  high: Math.max(RATIO_FLOOR, 1 - Math.min(gain, atLeast)),
  basis,
});

/** A change below this is not worth a trial. */
export const WORTHWHILE_GAIN = 0.02;

export const describeStep = (from: SettingValue, to: SettingValue): string =>
  typeof from === 'number' && typeof to === 'number' && from > 0
    ? `×${Number((to / from).toPrecision(3))}`
    : `to ${to}`;
