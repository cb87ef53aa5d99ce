import type { RouteRow, SlowQueryRow, SnapshotView } from '../../contract/index.js';
import { DERIVED, METRICS } from '../../contract/index.js';
import type { Service } from '../service/service.js';
import { quantileOf } from '../snapshots/quantile.js';

/** Routes with traffic in the window, the busiest (by time spent) first. */
export function routeRows(service: Service, view: SnapshotView): readonly RouteRow[] {
  const { name, edges } = METRICS.http_request_duration_seconds;
  const errors = new Map(
    DERIVED.error_rate.compute(view, {}, ['route']).map(({ labels, value }) => [labels['route'], value])
  );
  // A cache that belongs to a route says so by its settings.
  const caches = new Map<string, string>();
  for (const { subject, routes } of service.settings) {
    const cache = subject['cache'];
    if (cache !== undefined && routes.length === 1 && routes[0] !== undefined) caches.set(routes[0], cache);
  }
  const hits = new Map(
    DERIVED.cache_hit_ratio.compute(view, {}, ['cache']).map(({ labels, value }) => [labels['cache'], value])
  );
  return view
    .histogram(name, {}, ['route'])
    .filter(({ value }) => value.count > 0)
    .sort((a, b) => b.value.sum - a.value.sum)
    .map(({ labels, value }) => {
      const route = labels['route'] ?? '';
      return {
        route,
        requests: value.count,
        responseTime: value.sum / value.count,
        p95: quantileOf(value, edges, 0.95) ?? 0,
        errorRate: errors.get(route) ?? 0,
        cacheHitRatio: hits.get(caches.get(route) ?? '') ?? null,
      };
    });
}

/** Slow statements of all instances, one row per fingerprint and pool, by time spent. */
export function slowQueryRows(service: Service): readonly SlowQueryRow[] {
  const rows = new Map<string, SlowQueryRow>();
  for (const { report } of service.fleet.connected) {
    for (const row of report.slowQueries) {
      const id = `${row.pool}\n${row.fingerprint}`;
      const other = rows.get(id);
      rows.set(id, other === undefined ? row : merged(other, row));
    }
  }
  return [...rows.values()].sort((a, b) => b.calls * b.meanSeconds - a.calls * a.meanSeconds);
}

const merged = (a: SlowQueryRow, b: SlowQueryRow): SlowQueryRow => ({
  ...a,
  routes: [...new Set([...a.routes, ...b.routes])],
  calls: a.calls + b.calls,
  meanSeconds: (a.meanSeconds * a.calls + b.meanSeconds * b.calls) / Math.max(1, a.calls + b.calls),
  maxSeconds: Math.max(a.maxSeconds, b.maxSeconds),
  lastSeenAt: a.lastSeenAt > b.lastSeenAt ? a.lastSeenAt : b.lastSeenAt,
});
