import type { MetricsDocument, SnapshotView } from '../../contract/index.js';
import { DERIVED, METRICS } from '../../contract/index.js';
import type { SystemUsage } from '../options.js';
import { total } from '../rules/measure.js';

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
/** `null` where nothing was measured. */
const scaled = (value: number | undefined, factor: number, digits: number): number | null =>
  value === undefined || !Number.isFinite(value) ? null : round(value * factor, digits);

const first = (values: readonly { readonly value: number }[]): number | undefined => values[0]?.value;
const sumOr = (values: readonly { readonly value: number }[]): number | undefined =>
  values.length === 0 ? undefined : total(values);

/** SPEC.md's form: percent, milliseconds, requests per minute, over the view's window. */
export function metricsOf(view: SnapshotView, system: SystemUsage): MetricsDocument {
  const requests = first(DERIVED.throughput.compute(view));
  const errorRate = first(DERIVED.error_rate.compute(view));
  const hits = first(DERIVED.cache_hit_ratio.compute(view));
  const lookups = total(
    view.increase(METRICS.cache_requests_total.name, { result: ['hit', 'stale', 'miss', 'expired', 'evicted'] })
  );
  const evictions = total(view.increase(METRICS.cache_evictions_total.name, { reason: 'capacity' }));
  const used = first(view.gauge(METRICS.db_pool_connections.name, 'sum', { state: 'used' }));
  const most = first(view.gauge(METRICS.db_pool_max_connections.name, 'sum'));
  const hasPool = most !== undefined;
  return {
    system: {
      cpuUsage: scaled(system.cpu, 100, 1),
      memoryUsage: scaled(system.memory, 100, 1),
      diskUsage: scaled(system.disk, 100, 1),
      networkLatency: scaled(system.networkLatencySeconds, 1000, 2),
    },
    application: {
      responseTime: scaled(first(DERIVED.response_time.compute(view)), 1000, 1),
      throughput: scaled(requests, 60, 1),
      errorRate: scaled(errorRate, 100, 3),
      successRate: errorRate === undefined ? null : scaled(1 - errorRate, 100, 3),
    },
    cache: {
      hitRate: scaled(hits, 100, 2),
      missRate: hits === undefined ? null : scaled(1 - hits, 100, 2),
      evictionRate: lookups === 0 ? null : scaled(evictions / lookups, 100, 2),
      size: scaled(first(view.gauge(METRICS.cache_entries.name, 'sum')), 1, 0),
    },
    database: {
      queryTime: scaled(first(DERIVED.query_time.compute(view)), 1000, 2),
      connectionPool: most === undefined || most === 0 ? null : scaled((used ?? 0) / most, 100, 1),
      slowQueries: scaled(sumOr(view.increase(METRICS.db_slow_queries_total.name)) ?? (hasPool ? 0 : undefined), 1, 0),
      deadlocks: scaled(sumOr(view.increase(METRICS.db_deadlocks_total.name)) ?? (hasPool ? 0 : undefined), 1, 0),
    },
  };
}
