import type { ComplianceRow, SettingUnit, SettingValue } from '@growth-engine/collector/contract';

export type LevelUnit = ComplianceRow['unit'];

const number = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });

/** `342 ms`, `4.2 ms`, `1.23 s`. */
export function formatSeconds(seconds: number): string {
  const magnitude = Math.abs(seconds);
  if (magnitude >= 1) {
    return `${number(seconds, 2)} s`;
  }
  return `${number(seconds * 1000, magnitude < 0.01 ? 1 : 0)} ms`;
}

/** `87 %`, `0.52 %`. */
export const formatShare = (ratio: number): string => {
  const percent = ratio * 100;
  const digits = Math.abs(percent) < 1 ? 2 : Math.abs(percent) < 10 ? 1 : 0;
  return `${number(percent, digits)} %`;
};

/** A measured value or a level in the unit that people think in: milliseconds, requests per minute, percent. */
export function formatLevel(value: number, unit: LevelUnit): string {
  if (unit === 'seconds') {
    return formatSeconds(value);
  }
  if (unit === 'ratio') {
    return formatShare(value);
  }
  const perMinute = value * 60;
  return `${number(perMinute, perMinute < 10 ? 1 : 0)}/min`;
}

/** `45 s`, `5 min`, `2 h 30 min`, `3 d`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, seconds);
  if (whole < 1) {
    return `${number(whole * 1000, 0)} ms`;
  }
  if (whole < 90) {
    return `${number(whole, whole < 10 ? 1 : 0)} s`;
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  return `${number(hours / 24, 0)} d`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 1024 && step < BYTE_UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${number(value, value < 10 ? 1 : 0)} ${BYTE_UNITS[step] ?? 'B'}`;
}

const COUNTED: Partial<Record<SettingUnit, readonly [one: string, many: string]>> = {
  entries: ['entry', 'entries'],
  connections: ['connection', 'connections'],
  requests: ['request', 'requests'],
};

export function formatSetting(value: SettingValue, unit: SettingUnit): string {
  if (typeof value === 'string' || unit === 'name') {
    return String(value).toUpperCase();
  }
  if (unit === 'seconds') {
    return formatDuration(value);
  }
  if (unit === 'bytes') {
    return formatBytes(value);
  }
  const [one, many] = COUNTED[unit] ?? ['', ''];
  return `${number(value, 2)} ${value === 1 ? one : many}`.trim();
}

/** `44 % faster`, `8 % slower`, `2.3 times as slow`, for a quotient after ÷ before of response times. */
export function formatGain(ratio: number): string {
  const percent = Math.round((1 - ratio) * 100);
  if (percent === 0) {
    return 'unchanged';
  }
  if (ratio >= 2) {
    return `${number(ratio, 1)} times as slow`;
  }
  return percent < 0 ? `${-percent} % slower` : `${fasterBy(ratio)} % faster`;
}

/** `37 to 51 % faster`, `10 % faster to 8 % slower`, for the ends of an interval of such quotients. */
export function formatGainRange(low: number, high: number): string {
  const [best, worst] = [formatGain(low), formatGain(high)];
  if (best === worst) {
    return best;
  }
  const side = ['% faster', '% slower', 'times as slow'].find((each) => best.endsWith(each) && worst.endsWith(each));
  if (side === undefined) {
    return `${best} to ${worst}`;
  }
  const amount = (text: string): string => text.slice(0, -side.length).trim();
  return side === '% faster'
    ? `${amount(worst)} to ${amount(best)} ${side}`
    : `${amount(best)} to ${amount(worst)} ${side}`;
}

/** Nothing takes no time at all. */
const fasterBy = (ratio: number): string => (ratio < 0.01 ? 'over 99' : String(Math.round((1 - ratio) * 100)));

export const formatCount = (value: number): string => number(value, 0);
