import type { ComplianceRow, Measurement, SettingUnit, SettingValue } from '../../contract/index.js';

/** Three significant digits, without trailing noughts. */
const short = (value: number): string => {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
};

/** Seconds in the unit that reads best. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${short(seconds * 1e6)} µs`;
  if (size < 1) return `${short(seconds * 1000)} ms`;
  if (size < 120) return `${short(seconds)} s`;
  if (size < 7200) return `${short(seconds / 60)} min`;
  if (size < 172_800) return `${short(seconds / 3600)} h`;
  return `${short(seconds / 86_400)} d`;
}

const STEP = 1024;
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let index = 0;
  while (size >= STEP && index < units.length - 1) {
    size /= STEP;
    index += 1;
  }
  return `${short(size)} ${units[index] ?? ''}`;
}

/** A ratio as percent; small ones keep two digits. */
export const percent = (ratio: number): string => `${short(ratio * 100)} %`;

export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Traffic per second while it is lively, per minute else. */
export const rate = (perSecond: number): string =>
  perSecond === 0 || perSecond >= 1 ? `${short(perSecond)} /s` : `${short(perSecond * 60)} /min`;

export function quantity(value: number | null, unit: ComplianceRow['unit']): string {
  if (value === null) return '–';
  switch (unit) {
    case 'seconds':
      return duration(value);
    case 'requests_per_second':
      return rate(value);
    case 'ratio':
      return percent(value);
  }
}

export function settingValue(value: SettingValue, unit: SettingUnit): string {
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'seconds':
      return duration(value);
    case 'bytes':
      return bytes(value);
    case 'name':
      return String(value);
    case 'entries':
    case 'connections':
    case 'requests':
      return `${count(value)} ${value === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit}`;
  }
}

/** `2 → 4 connections`, `2 s → 8 s`: a unit of counted things is said once. */
export const settingChange = (from: SettingValue, to: SettingValue, unit: SettingUnit): readonly [string, string] => [
  typeof from === 'number' && (unit === 'entries' || unit === 'connections' || unit === 'requests')
    ? count(from)
    : settingValue(from, unit),
  settingValue(to, unit),
];

/** `0.39` as "−61 %", `1.1` as "+10 %". */
export function relative(ratio: number): string {
  const change = (ratio - 1) * 100;
  const digits = Math.abs(change) < 10 ? 1 : 0;
  const rounded = Number(Math.abs(change).toFixed(digits));
  return rounded === 0 ? '±0 %' : `${change < 0 ? '−' : '+'}${rounded} %`;
}

/** A ratio with its interval: `×0.39 (0.34–0.45)`. */
export const ratioWithInterval = ({ ratio, low, high }: Pick<Measurement, 'ratio' | 'low' | 'high'>): string =>
  `×${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;

/** ISO 8601 as `2026-01-02 03:04:05`, UTC. */
export const time = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
