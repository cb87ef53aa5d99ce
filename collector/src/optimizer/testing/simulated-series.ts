import type { HistogramDelta, SeriesDelta } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import type { ShopRequest, ShopSettings } from './simulated-shop.js';

function histogramOf(values: readonly number[], edges: readonly number[]): HistogramDelta {
  const buckets = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    const index = edges.findIndex((edge) => value <= edge);
    const at = index < 0 ? edges.length : index;
    buckets[at] = (buckets[at] ?? 0) + 1;
  }
  return { count: values.length, sum: values.reduce((sum, value) => sum + value, 0), buckets };
}

/** What the agent's instruments would have counted. */
export function seriesOf(requests: readonly ShopRequest[], settings: ShopSettings): SeriesDelta[] {
  const series: SeriesDelta[] = [];
  const http = METRICS.http_request_duration_seconds;
  for (const route of new Set(requests.map((request) => request.route))) {
    for (const failed of [false, true]) {
      const times = requests.filter((request) => request.route === route && request.failed === failed);
      if (times.length === 0) continue;
      series.push({
        metric: http.name,
        type: 'histogram',
        labels: { method: 'GET', route, status_class: failed ? '5xx' : '2xx' },
        value: histogramOf(
          times.map(({ seconds }) => seconds),
          http.edges
        ),
      });
    }
  }
  for (const result of ['hit', 'expired', 'evicted', 'miss'] as const) {
    const value = requests.filter(({ lookup }) => lookup === result).length;
    if (value > 0)
      series.push({
        metric: METRICS.cache_requests_total.name,
        type: 'counter',
        labels: { cache: 'products', result },
        value,
      });
  }
  const observed = (pick: (request: ShopRequest) => number | undefined): number[] =>
    requests.flatMap((request) => pick(request) ?? []);
  const { cache_load_duration_seconds: load, db_pool_wait_seconds: wait, db_pool_use_seconds: use } = METRICS;
  series.push(
    {
      metric: load.name,
      type: 'histogram',
      labels: { cache: 'products' },
      value: histogramOf(
        observed(({ loadSeconds }) => loadSeconds),
        load.edges
      ),
    },
    {
      metric: wait.name,
      type: 'histogram',
      labels: { pool: 'main' },
      value: histogramOf(
        observed(({ waitSeconds }) => waitSeconds),
        wait.edges
      ),
    },
    {
      metric: use.name,
      type: 'histogram',
      labels: { pool: 'main' },
      value: histogramOf(
        observed(({ waitSeconds }) => (waitSeconds === undefined ? undefined : 0.05)),
        use.edges
      ),
    },
    { metric: METRICS.process_cpu_usage_ratio.name, type: 'gauge', labels: {}, value: 0.4 },
    { metric: METRICS.process_memory_usage_ratio.name, type: 'gauge', labels: {}, value: 0.3 },
    {
      metric: METRICS.cache_entries.name,
      type: 'gauge',
      labels: { cache: 'products' },
      value: Number(settings['cache.products.capacity'] ?? 50),
    },
    { metric: METRICS.cache_bytes.name, type: 'gauge', labels: { cache: 'products' }, value: 50_000 }
  );
  return series;
}
