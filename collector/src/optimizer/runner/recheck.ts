import type { Change, Refusal, Trigger } from '../../contract/index.js';
import { refusalOfChange } from '../guards/change-guards.js';
import { formatSetting } from '../settings/validate.js';
import type { Service } from '../service/service.js';
import type { ChangeRecord } from './optimization-record.js';

/** Looks once more before it is tried; reduces what has become too much, never enlarges. */
export function recheck(service: Service, entry: ChangeRecord, trigger: Trigger): Refusal | undefined {
  const { change } = entry;
  const setting = service.setting(change.setting);
  if (setting !== undefined && setting.value !== change.from && setting.owner === 'engine') {
    return {
      guard: 'out-of-bounds',
      setting: change.setting,
      sentence: `${setting.title} stands at ${formatSetting(setting.value, setting.unit)} now and no longer at ${formatSetting(change.from, setting.unit)}.`,
      nextStep: 'Make a new plan.',
    };
  }
  if (setting !== undefined) entry.change = reduced(change, setting.ceiling);
  return refusalOfChange({
    setting,
    name: change.setting,
    to: entry.change.to,
    takenBy: service.memory.state.settings[change.setting]?.by.name,
    // The plan was made outside the cool-down, or a person pressed.
    coolDownUntil: undefined,
    nowMs: service.runtime.clock.now(),
    trigger,
    mode: service.mode,
  });
}

function reduced(change: Change, ceiling: number): Change {
  const { from, to } = change;
  const isTooMuch = typeof to === 'number' && typeof from === 'number' && to > from && to > ceiling && ceiling > from;
  return isTooMuch ? { ...change, to: ceiling } : change;
}
