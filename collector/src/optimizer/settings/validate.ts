import type { SettingDescriptor, SettingUnit, SettingValue } from '../../contract/index.js';

const UNIT_WORDS: Readonly<Record<SettingUnit, string>> = {
  seconds: 's',
  entries: 'entries',
  connections: 'connections',
  requests: 'requests',
  bytes: 'bytes',
  name: '',
};

/** For people: `2 s`, `50 entries`, `lru`. */
export const formatSetting = (value: SettingValue, unit: SettingUnit): string =>
  typeof value === 'string' || unit === 'name'
    ? String(value)
    : `${Number(value.toPrecision(4)).toLocaleString('en-GB', { maximumFractionDigits: 3 })} ${UNIT_WORDS[unit]}`;

type Bounds = Pick<
  SettingDescriptor,
  'name' | 'unit' | 'min' | 'max' | 'maxReason' | 'choices' | 'integer' | 'sharedMax'
>;

/** One sentence on why a setting cannot take a value on `instances` processes, or undefined when it can. */
export function whyNot(setting: Bounds, value: SettingValue, instances: number): string | undefined {
  const { name, unit, min, max, choices, integer, sharedMax } = setting;
  if (choices !== undefined) {
    return choices.includes(String(value)) ? undefined : `${name} must be one of ${choices.join(', ')}, not ${value}.`;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${name} must be a number, not "${value}".`;
  if (integer && !Number.isInteger(value)) return `${name} must be a whole number, not ${value}.`;
  const reason = setting.maxReason === undefined ? '' : ` (${setting.maxReason})`;
  if (value < min || value > max) {
    return `${name} must lie between ${formatSetting(min, unit)} and ${formatSetting(max, unit)}${reason}, not at ${formatSetting(value, unit)}.`;
  }
  if (sharedMax !== undefined && value * instances > sharedMax) {
    return (
      `${name} at ${formatSetting(value, unit)} on ${instances} instances makes ${formatSetting(value * instances, unit)}; ` +
      `all together may have ${formatSetting(sharedMax, unit)}${reason}.`
    );
  }
  return undefined;
}
