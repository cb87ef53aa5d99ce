import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { Router } from 'express';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { METRICS, silentLog, systemClock, type MetricDefinition } from '../contract/index.js';
import { instrumentPool, type PoolLike } from '../database/pool.js';
import { createProcessUsage, processProbes } from '../probes/process/index.js';
import { createProbeRegistry } from '../probes/registry.js';
import type { Probe } from '../probes/types.js';
import { createParts, listen, until, type Running } from '../routes/testing/application.js';
import { clusterExposition } from './cluster/cluster-exposition.js';
import { joinSiblings } from './cluster/siblings.js';
import { createMetricsHandler } from './handler.js';
import { createInstruments } from './instruments.js';
import { RequestContextCarrier } from './request-context.js';
import { collectText } from './testing/collect-text.js';
import type { Instruments } from './types.js';

const OPEN_METRICS = { Accept: 'application/openmetrics-text;version=1.0.0' };
const things: MetricDefinition = {
  name: 'app_things_total',
  type: 'counter',
  unit: '',
  help: 'Things.',
  labels: ['kind'],
  exporter: 'agent',
};
const level: MetricDefinition = { ...things, name: 'app_level', type: 'gauge' };
const dropped = (count: number): string => `${METRICS.series_dropped_total.name}{metric="${things.name}"} ${count}\n`;
const success = (probe: string, value: 0 | 1): string => `${METRICS.probe_success.name}{probe="${probe}"} ${value}\n`;
const probe = (name: string, collect: Probe['collect']): Probe => ({ name, defaultEnabled: true, collect });
const samples = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.replace(/ \S+$/, '')]));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function scraped(instruments: Instruments, ...probes: readonly Probe[]): Promise<Running> {
  const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog });
  for (const one of probes) registry.add(one);
  const server = await listen(createMetricsHandler({ instruments, probes: registry }));
  closers.push(
    () => registry.close(),
    () => server.close()
  );
  return server;
}

async function application(build: (app: express.Express) => void) {
  const parts = createParts({ mode: 'observe' });
  const app = express();
  app.use(parts.middleware);
  build(app);
  const server = await listen(app);
  closers.push(() => server.close());
  return { ...parts, ...server };
}
const durationSeries = (text: string): string[] =>
  text.match(new RegExp(`^${METRICS.http_request_duration_seconds.name}_count\\{.*\\}`, 'gm')) ?? [];

/** Faults that libraries for the same purpose have, or had when they were tried: who, what was seen, and what is so here. */
const DEFECTS: readonly {
  readonly seen: string;
  readonly in: string;
  readonly here: string;
  readonly holds: () => Promise<void>;
}[] = [
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'one collect() that throws rejects the whole scrape',
    here: 'the others are served, and the one shows as 0',
    holds: async () => {
      const instruments = createInstruments();
      const server = await scraped(
        instruments,
        probe('good', async () => 'ok'),
        probe('bad', () => {
          throw new Error('the sensor is gone');
        })
      );
      const { status, body } = await server.get('/metrics');
      expect(status).toBe(200);
      expect(body).toContain(success('good', 1));
      expect(body).toContain(success('bad', 0));
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'a collect() that never settles hangs the scrape for ever',
    here: 'the others are served within the scrape’s deadline, and the one shows as 0',
    holds: async () => {
      const instruments = createInstruments();
      const server = await scraped(
        instruments,
        probe('good', async () => 'ok'),
        probe('hanging', () => new Promise(() => {}))
      );
      const { status, body } = await server.get('/metrics', { 'X-Prometheus-Scrape-Timeout-Seconds': '0.5' });
      expect(status).toBe(200);
      expect(body).toContain(success('good', 1));
      expect(body).toContain(success('hanging', 0));
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'N concurrent scrapes collect N times',
    here: 'eight scrapes, in three formats, collect once',
    holds: async () => {
      const instruments = createInstruments();
      let runs = 0;
      let finish: () => void = () => {};
      const counted = probe('counted', () => {
        runs += 1;
        return new Promise((resolve) => (finish = () => resolve('ok')));
      });
      const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog });
      registry.add(counted);
      let arrived = 0;
      const handler = createMetricsHandler({ instruments, probes: registry });
      const server = await listen((req, res) => {
        arrived += 1;
        handler(req, res);
      });
      closers.push(
        () => registry.close(),
        () => server.close()
      );
      const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
      const formats = [{}, OPEN_METRICS, { Accept: PROTOBUF }];
      const all = Array.from({ length: 8 }, (_, index) => server.get('/metrics', formats[index % 3]));
      await until(() => arrived === 8 && runs === 1);
      finish();
      for (const { status } of await Promise.all(all)) expect(status).toBe(200);
      expect(runs).toBe(1);
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'rendering OpenMetrics renames a counter for good',
    here: 'OpenMetrics, then text, then OpenMetrics have identical names',
    holds: async () => {
      const instruments = createInstruments();
      instruments.counter(things).bind('a').inc();
      instruments.histogram(METRICS.db_query_duration_seconds).bind('shop', 'main', 'select').observe(1);
      const server = await scraped(instruments);
      const first = (await server.get('/metrics', OPEN_METRICS)).body;
      const text = (await server.get('/metrics')).body;
      const second = (await server.get('/metrics', OPEN_METRICS)).body;
      expect(samples(first)).toContain('app_things_total{kind="a"}');
      expect(samples(text)).toEqual(samples(first));
      expect(samples(second)).toEqual(samples(first));
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'the content type belongs to the registry and Accept is ignored',
    here: 'each scrape is answered in what it asks for, with the version',
    holds: async () => {
      const server = await scraped(createInstruments());
      expect((await server.get('/metrics', OPEN_METRICS)).headers['content-type']).toContain(
        'application/openmetrics-text; version=1.0.0'
      );
      expect((await server.get('/metrics', { Accept: 'text/plain' })).headers['content-type']).toContain(
        'text/plain; version=0.0.4'
      );
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: '200,000 label values are taken silently',
    here: 'beyond 2,000 they share one series, and are counted',
    holds: async () => {
      const instruments = createInstruments();
      const family = instruments.counter(things);
      for (let index = 0; index < 200_000; index += 1) family.bind(`value ${index}`).inc();
      const text = await collectText(instruments);
      expect(text.match(/^app_things_total\{/gm)).toHaveLength(2001);
      expect(text).toContain('app_things_total{kind="_overflow"} 198000\n');
      expect(text).toContain(dropped(198_000));
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'NaN is printed "Nan", and an object as a label "[object Object]"',
    here: 'NaN is NaN, and what is no text is refused where it is given',
    holds: async () => {
      const instruments = createInstruments();
      const family = instruments.gauge(level);
      family.bind('a').set(Number.NaN);
      expect(await collectText(instruments)).toContain('app_level{kind="a"} NaN\n');
      expect(() => family.bind({} as string)).toThrow('app_level takes 1 text labels (kind), not [{}]');
    },
  },
  {
    in: 'prom-client, @prometheus-io/client',
    seen: 'a scrape resets the lag of the event loop, so that two scrapers spoil each other, or measures itself',
    here: 'lag is sampled by itself and only ever grows in number, whoever scrapes',
    holds: async () => {
      const clock = new ManualClock();
      const instruments = createInstruments({ clock, constantLabels: { service: 'shop' } });
      const usage = createProcessUsage({ clock });
      const probes = processProbes({ instruments, clock, usage });
      closers.push(() => usage.close(), ...probes.map((one) => () => one.close?.()));
      const count = async (): Promise<string | undefined> =>
        /event_loop_delay_seconds_count\S* (\d+)/.exec(await collectText(instruments))?.[1];
      clock.advance(1000);
      expect([await count(), await count()]).toEqual(['4', '4']);
      clock.advance(1000);
      expect([await count(), await count()]).toEqual(['8', '8']);
    },
  },
  {
    in: 'express-prom-bundle',
    seen: 'each unknown path, and each value in a parametrised mount, is a new series',
    here: '10,000 unknown paths are one series, and a mount is its pattern',
    holds: async () => {
      const { port, get, text, finished } = await application((app) => {
        const items = Router({ mergeParams: true });
        items.get('/items/:id', (_, res) => void res.end());
        app.use('/t/:tid', items);
      });
      const PATHS = 10_000;
      const agent = new Agent({ keepAlive: true, maxSockets: 4 });
      const askFor = (path: string): Promise<void> =>
        new Promise((resolve, reject) => {
          request({ agent, port, host: '127.0.0.1', path }, (res) => res.resume().once('end', resolve))
            .on('error', reject)
            .end();
        });
      const paths = Array.from({ length: PATHS }, (_, index) => `/nope/${index}`);
      while (paths.length > 0) await Promise.all(paths.splice(0, 4).map(askFor));
      agent.destroy();
      await get('/t/a/items/1');
      await get('/t/b/items/1');
      await until(() => finished.length === PATHS + 2);
      const series = durationSeries(await text());
      expect(series).toHaveLength(2);
      expect(series.filter((one) => one.includes('route="/t/:tid/items/:id"'))).toHaveLength(1);
    },
  },
  {
    in: 'prometheus-api-metrics',
    seen: 'an aborted request leaves no trace',
    here: 'it is counted once, and in no duration',
    holds: async () => {
      let handling = false;
      const { port, text } = await application((app) => {
        app.get('/slow', (_, res) => {
          res.write('half');
          handling = true;
        });
      });
      const socket = connect(port, '127.0.0.1');
      socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
      await until(() => handling);
      socket.destroy();
      const aborted = `${METRICS.http_requests_aborted_total.name}{service="shop",route="/slow"} 1\n`;
      await until(async () => (await text()).includes(aborted));
      expect(durationSeries(await text())).toEqual([]);
      expect(await text()).toContain(`${METRICS.http_requests_in_flight.name}{service="shop"} 0\n`);
    },
  },
  {
    in: 'OpenTelemetry’s pg instrumentation',
    seen: 'the gauge of two pools shows 7 and −2 for 5 and 2',
    here: 'each pool is read for itself',
    holds: async () => {
      const instruments = createInstruments({ constantLabels: { service: 'shop' } });
      const poolOf = (totalCount: number): PoolLike =>
        Object.assign(new EventEmitter(), {
          totalCount,
          idleCount: totalCount,
          waitingCount: 0,
          options: { max: 10 },
          connect: () => Promise.reject(new Error('nobody connects here')),
        });
      for (const [name, size] of [
        ['one', 5],
        ['two', 2],
      ] as const) {
        const carrier = new RequestContextCarrier();
        const pool = poolOf(size);
        const parts = { name, pool, instruments, carrier, clock: systemClock, log: silentLog };
        const instrumented = instrumentPool(parts);
        closers.push(
          () => instrumented.close(),
          () => carrier.close()
        );
      }
      const text = await collectText(instruments);
      const gauge = METRICS.db_pool_connections.name;
      expect(text).toContain(`${gauge}{service="shop",pool="one",state="idle"} 5\n`);
      expect(text).toContain(`${gauge}{service="shop",pool="two",state="idle"} 2\n`);
    },
  },
  {
    in: 'registries of a worker, as node-vtex-api had',
    seen: '/metrics is answered by a random worker, and rate() is many times too high',
    here: 'whichever of four is asked, the counters of all come out (cluster.itest.ts has them in node:cluster)',
    holds: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'workers-'));
      closers.push(() => rmSync(folder, { recursive: true, force: true }));
      const workers = await Promise.all(
        ['1', '2', '3', '4'].map(async (worker) => {
          const instruments = createInstruments();
          instruments
            .counter(things)
            .bind('a')
            .inc(Number(worker) * 10);
          const siblings = await joinSiblings({ folder, worker, answer: createMetricsHandler({ instruments }) });
          closers.push(() => siblings.close());
          return listen(
            createMetricsHandler({ instruments: clusterExposition({ instruments, siblings, log: silentLog }) })
          );
        })
      );
      const answers = await Promise.all(workers.map((worker) => worker.get('/metrics')));
      const counters = answers.map(({ body }) => (body.match(/^app_things_total\{.*/gm) ?? []).sort());
      expect(counters[0]).toEqual([1, 2, 3, 4].map((one) => `app_things_total{kind="a",worker="${one}"} ${one}0`));
      for (const other of counters) expect(other).toEqual(counters[0]);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  },
  {
    in: '@fastify/under-pressure',
    seen: 'utilisation is cumulative since the start, and weakens with uptime',
    here: 'active and idle time are counters, so that every window shows its own',
    holds: async () => {
      const instruments = createInstruments({ constantLabels: { service: 'shop' } });
      const usage = createProcessUsage({ clock: systemClock });
      const probes = processProbes({ instruments, clock: systemClock, usage });
      closers.push(() => usage.close(), ...probes.map((one) => () => one.close?.()));
      const active = async (): Promise<number> =>
        Number(/event_loop_seconds_total\{\S*state="active"\} (\S+)/.exec(await collectText(instruments))?.[1]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const before = await active();
      const end = performance.now() + 60;
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect((await active()) - before).toBeGreaterThanOrEqual(0.055);
    },
  },
  {
    in: 'OpenTelemetry as some use it',
    seen: 'what is beyond the limit of label sets is lost silently',
    here: 'the 2,001st goes to the overflow series, and is counted',
    holds: async () => {
      const instruments = createInstruments();
      const family = instruments.counter(things);
      for (let index = 0; index <= 2000; index += 1) family.bind(`value ${index}`).inc(3);
      const text = await collectText(instruments);
      expect(text).toContain('app_things_total{kind="_overflow"} 3\n');
      expect(text).toContain(dropped(1));
    },
  },
  {
    in: 'node_exporter, postgres_exporter, redis_exporter',
    seen: 'the scrape’s own timeout is ignored',
    here: 'it is the deadline: with 0.5 s a slow probe is not waited for',
    holds: async () => {
      let isAborted = false;
      const slow = probe('slow', (signal) => {
        signal.addEventListener('abort', () => (isAborted = true));
        return new Promise(() => {});
      });
      const server = await scraped(createInstruments(), slow);
      const { body } = await server.get('/metrics', { 'X-Prometheus-Scrape-Timeout-Seconds': '0.5' });
      expect(isAborted).toBe(true);
      // 5 s is what a probe has without a scrape that is in a hurry.
      const [, seconds] = /probe_duration_seconds\{probe="slow"\} (\S+)/.exec(body) ?? [];
      expect(Number(seconds)).toBeLessThan(4);
    },
  },
];

describe.each(DEFECTS)('$in: $seen', ({ here, holds }) => {
  it(`not here: ${here}`, holds);
});
