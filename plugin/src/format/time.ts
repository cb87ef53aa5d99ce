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

export const secondsUntil = (iso: string, nowMs: number): number => Math.max(0, (Date.parse(iso) - nowMs) / 1000);
