import type { Mode, Refusal, SettingValue, Trigger } from '../../contract/index.js';
import type { MergedSetting } from '../settings/merge.js';
import { spanUntil } from './spans.js';
import { formatSetting, whyNot } from '../settings/validate.js';

export interface ChangeFacts {
  readonly setting: MergedSetting | undefined;
  readonly name: string;
  readonly to: SettingValue;
  readonly takenBy: string | undefined;
  /** ISO 8601: until when triggers leave the setting alone. */
  readonly coolDownUntil: string | undefined;
  readonly nowMs: number;
  readonly trigger: Trigger;
  readonly mode: Mode;
}

/** Why one change may not happen; undefined when it may. */
export function refusalOfChange(facts: ChangeFacts): Refusal | undefined {
  const { setting, name, to, takenBy, coolDownUntil, nowMs, trigger } = facts;
  if (setting === undefined) {
    return {
      guard: 'no-agent',
      setting: name,
      sentence: `No connected instance has the setting ${name} any more.`,
      nextStep: 'Make a new plan.',
    };
  }
  if (setting.owner === 'person') {
    return {
      guard: 'person-owned',
      setting: name,
      sentence: `${setting.title} was set to ${formatSetting(setting.value, setting.unit)} by ${takenBy ?? 'a person'}, and the engine leaves it alone.`,
      nextStep: 'Hand the setting back to the engine if it may turn it again.',
    };
  }
  if (setting.chosen === true && facts.mode === 'apply') {
    return {
      guard: 'self-chosen',
      setting: name,
      sentence: `${setting.title} is chosen by the cache itself, from its hit-ratio curve, as long as the mode is apply.`,
      nextStep: 'Set it by hand to own it, or change the mode.',
    };
  }
  const outside = whyNot(setting, to, setting.on.length);
  if (outside !== undefined) {
    return {
      guard: 'out-of-bounds',
      setting: name,
      sentence: outside,
      nextStep: 'Widen the bounds where they are declared.',
    };
  }
  return trigger === 'manual' ? undefined : coolDownOf(name, setting.title, coolDownUntil, nowMs);
}

/** A decision on the setting was made a short while ago: binds triggers, and is a warning to a person who presses. */
export const coolDownOf = (
  name: string,
  title: string,
  until: string | undefined,
  nowMs: number
): Refusal | undefined =>
  until === undefined
    ? undefined
    : {
        guard: 'cool-down',
        setting: name,
        sentence: `${title} was decided on a short while ago and rests for another ${spanUntil(until, nowMs)}.`,
        nextStep: 'Wait that long; a press may go ahead at once.',
        until,
      };
