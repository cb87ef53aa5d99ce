import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { collectDefaultMetrics, Histogram, Registry, Summary } from 'prom-client';
import { METRIC_LIST, METRICS } from '../contract/index.js';
import { createMetricsHandler } from './handler.js';
import { createInstruments } from './instruments.js';
import { negotiateFormat } from './negotiation.js';
import { hasPrometheus, startPrometheus, type PrometheusServer } from './testing/prometheus-server.js';
import type { Instruments } from './types.js';

const HISTOGRAM = METRICS.db_query_duration_seconds;
const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const WITHIN_MS = 45_000;

let server: Server | undefined;
let prometheus: PrometheusServer | undefined;
/** What the last scrape was answered in. */
let asked = '';
afterEach(async () => {
  await prometheus?.close();
  server?.closeAllConnections();
  server?.close();
});

async function scraped(instruments: Instruments, features: readonly string[]): Promise<PrometheusServer> {
  const handler = createMetricsHandler({ instruments });
  server = createServer((req, res) => {
    asked = negotiateFormat(req.headers.accept).contentType;
    handler(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  prometheus = await startPrometheus(`127.0.0.1:${(server.address() as AddressInfo).port}`, features);
  return prometheus;
}

/** Asks until the answer is something. */
async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Nothing came within ${WITHIN_MS} ms:\n${prometheus?.output() ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, { readonly count: string; readonly sum: string; readonly buckets: unknown[] }];
}
const query = async (expression: string): Promise<Result[] | undefined> => {
  const { result } = (await prometheus?.api(`query?query=${encodeURIComponent(expression)}`)) as { result: Result[] };
  return result.length === 0 ? undefined : result;
};

function busy(): Instruments {
  const instruments = createInstruments({
    constantLabels: { service: 'shop' },
    traces: { find: () => Promise.resolve(() => TRACE) },
  });
  instruments.gauge(METRICS.build_info).bind('1.0', 'agent').set(1);
  instruments.counter(METRICS.db_slow_queries_total).bind('main').inc(3);
  const durations = instruments.histogram(HISTOGRAM).bind('main', 'select');
  for (const value of [0, 0.003, 0.04, 0.04, 0.7, 1, 30]) durations.observe(value);
  instruments.attach({
    metrics: () => '# TYPE own histogram\nown_bucket{le="1.0"} 1\nown_bucket{le="+Inf"} 1\nown_sum 1\nown_count 1\n',
  });
  // With a trace behind it, whichever came first.
  const observed = setInterval(() => durations.observe(0.04), 200);
  observed.unref();
  return instruments;
}

/** Two series of every metric of the catalogue, and what prom-client measures by itself. */
function everything(): Instruments {
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  for (const definition of METRIC_LIST.filter(({ name }) => !/_(dropped|ignored)_total$/.test(name))) {
    const names = definition.labels.filter((name) => name !== 'service');
    for (const end of names.length === 0 ? ['a'] : ['a', 'b "\\\n{} é']) {
      const labels = names.map((name) => `${name} ${end}`);
      if (definition.type === 'histogram')
        instruments
          .histogram(definition)
          .bind(...labels)
          .observe(0.3);
      else if (definition.type === 'gauge')
        instruments
          .gauge(definition)
          .bind(...labels)
          .set(Number.NaN);
      else
        instruments
          .counter(definition)
          .bind(...labels)
          .inc(0.5);
    }
  }
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Summary({ name: 'own_seconds', help: 'Own.', registers: [registry] }).observe(1);
  new Histogram({ name: 'own_bytes', help: 'Own.', registers: [registry] }).observe(1);
  instruments.attach(registry);
  return instruments;
}

const itWithPrometheus = hasPrometheus ? it : it.skip;

describe('a real Prometheus', () => {
  itWithPrometheus('takes native histograms and exemplars over protobuf', async () => {
    await scraped(busy(), ['native-histograms', 'exemplar-storage']);
    const [series] = await until(() => query(HISTOGRAM.name));
    expect(series?.metric).toMatchObject({ service: 'shop', pool: 'main', operation: 'select' });
    const [, histogram] = series?.histogram ?? [];
    expect(Number(histogram?.count)).toBeGreaterThanOrEqual(7);
    expect(histogram?.buckets.length).toBeGreaterThanOrEqual(5);
    const [median] = await until(() => query(`histogram_quantile(0.9, ${HISTOGRAM.name})`));
    expect(Number(median?.value?.[1])).toBeGreaterThan(0.03);
    const exemplars = await until(async () => {
      const found = (await prometheus?.api(
        `query_exemplars?query=${encodeURIComponent(HISTOGRAM.name)}&start=0&end=${Math.ceil(Date.now() / 1000) + 60}`
      )) as { exemplars: { labels: unknown }[] }[];
      return found.length === 0 ? undefined : found.flatMap((one) => one.exemplars);
    });
    expect(exemplars[0]?.labels).toEqual({ trace_id: TRACE.traceId, span_id: TRACE.spanId });
    expect(asked).toContain('application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily');
    expect(await query('own_bucket{le="1.0"}')).toBeDefined();
    expect(await query('up')).toMatchObject([{ value: [expect.any(Number), '1'] }]);
  });

  itWithPrometheus.each([
    { format: 'OpenMetrics', features: [] },
    { format: 'protobuf', features: ['native-histograms'] },
  ])('takes every metric of the catalogue and a whole registry of prom-client in $format', async ({ features }) => {
    await scraped(everything(), features);
    expect(await until(() => query('up'))).toMatchObject([{ value: [expect.any(Number), '1'] }]);
    const names = await until(async () => {
      const found = (await prometheus?.api('label/__name__/values')) as string[];
      return found.includes('nodejs_version_info') ? found : undefined;
    });
    for (const { name, type } of METRIC_LIST.filter((metric) => !metric.name.endsWith('ignored_total'))) {
      expect(names).toContain(type === 'histogram' && features.length === 0 ? `${name}_count` : name);
    }
    for (const name of ['process_cpu_seconds_total', 'own_bytes_bucket', 'own_seconds_sum', 'own_seconds'])
      expect(names).toContain(name);
  });

  itWithPrometheus(
    'takes OpenMetrics with exemplars, and the same series as over protobuf but for histograms',
    async () => {
      await scraped(busy(), ['exemplar-storage']);
      const [bucket] = await until(() => query(`${HISTOGRAM.name}_bucket{le="0.05"}`));
      expect(Number(bucket?.value?.[1])).toBeGreaterThanOrEqual(4);
      expect(await query(`${HISTOGRAM.name}_bucket{le="1.0"}`)).toBeDefined();
      expect(await query(`${METRICS.db_slow_queries_total.name}{service="shop",pool="main"}`)).toMatchObject([
        { value: [expect.any(Number), '3'] },
      ]);
      const exemplars = await until(async () => {
        const found = (await prometheus?.api(
          `query_exemplars?query=${HISTOGRAM.name}_bucket&start=0&end=${Math.ceil(Date.now() / 1000) + 60}`
        )) as { exemplars: { labels: unknown }[] }[];
        return found.length === 0 ? undefined : found.flatMap((one) => one.exemplars);
      });
      expect(exemplars[0]?.labels).toEqual({ trace_id: TRACE.traceId, span_id: TRACE.spanId });
      expect(asked).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores');
      expect(await query('own_bucket{le="1.0"}')).toBeDefined();
      expect(await query('up')).toMatchObject([{ value: [expect.any(Number), '1'] }]);
    }
  );
});
