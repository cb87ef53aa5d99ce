import type { Evidence, Labels, Match, SnapshotView } from '../../contract/index.js';
import { METRICS, formatQuantity } from '../../contract/index.js';

export const total = (values: readonly { readonly value: number }[]): number =>
  values.reduce((sum, { value }) => sum + value, 0);

export const routesMatch = (routes: readonly string[]): Match => (routes.length === 0 ? {} : { route: routes });

/** Requests and their time over the window, on some routes (none named: all). */
export function requestsOn(view: SnapshotView, routes: readonly string[]): { count: number; seconds: number } {
  const groups = view.histogram(METRICS.http_request_duration_seconds.name, routesMatch(routes));
  return {
    count: groups.reduce((sum, { value }) => sum + value.count, 0),
    seconds: groups.reduce((sum, { value }) => sum + value.sum, 0),
  };
}

export interface Lookups {
  readonly all: number;
  readonly hits: number;
  readonly expired: number;
  readonly evicted: number;
  /** Mean seconds that a miss costs, where it was measured. */
  readonly loadSeconds: number | undefined;
}

/** Look-ups of the cache behind a setting. */
export function lookupsOf(view: SnapshotView, subject: Labels): Lookups {
  const count = (...results: string[]): number =>
    total(view.increase(METRICS.cache_requests_total.name, { ...subject, result: results }));
  const loads = view.histogram(METRICS.cache_load_duration_seconds.name, subject)[0]?.value;
  return {
    all: count('hit', 'stale', 'miss', 'expired', 'evicted'),
    hits: count('hit', 'stale'),
    expired: count('expired'),
    evicted: count('evicted'),
    loadSeconds: loads === undefined || loads.count === 0 ? undefined : loads.sum / loads.count,
  };
}

/** What one miss costs more than a hit: measured loads, else what the routes take on average. */
export const missSeconds = (lookups: Lookups, requests: { count: number; seconds: number }): number =>
  lookups.loadSeconds ?? (requests.count === 0 ? 0 : requests.seconds / requests.count);

export const percent = (ratio: number): string => formatQuantity(ratio, 'ratio');
export const duration = (seconds: number): string => formatQuantity(seconds, 'seconds');

export const evidence = (quantity: string, unit: string, value: number, labels: Labels, text: string): Evidence => ({
  text,
  quantity,
  value,
  unit,
  labels,
});
