import { dateTimeFormat } from '@grafana/data';
import { formatDuration } from './units';

/** `just now`, `3 min ago`; `nowMs` in epoch milliseconds. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) {
    return 'at an unknown time';
  }
  return seconds < 10 ? 'just now' : `${formatDuration(Math.floor(seconds))} ago`;
}

/** `14:05:09` today, else with the date, in the time zone of the person. */
export function formatAt(iso: string, nowMs: number): string {
  const sameDay = dateTimeFormat(iso, { format: 'YYYYMMDD' }) === dateTimeFormat(nowMs, { format: 'YYYYMMDD' });
  return dateTimeFormat(iso, { format: sameDay ? 'HH:mm:ss' : 'YYYY-MM-DD HH:mm' });
}

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The collector's sentences carry times in UTC; people read them in their own zone. */
export const withLocalTimes = (sentence: string, nowMs: number = Date.now()): string =>
  sentence.replace(ISO_TIME, (iso) => formatAt(iso, nowMs));

/** `last minute`, `last 30 s`, `last 5 min`: in steps, so that it does not change with every answer. */
export function formatWindow(seconds: number): string {
  if (seconds < 55) {
    return `last ${Math.max(10, Math.round(seconds / 10) * 10)} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes <= 1 ? 'last minute' : `last ${formatDuration(minutes * 60)}`;
}

export const secondsUntil = (iso: string, nowMs: number): number => Math.max(0, (Date.parse(iso) - nowMs) / 1000);
