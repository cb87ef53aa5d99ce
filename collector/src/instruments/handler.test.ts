import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { METRICS, silentLog, systemClock } from '../contract/index.js';
import { readingProbe } from '../probes/reading-probe.js';
import { createProbeRegistry } from '../probes/registry.js';
import { createMetricsHandler, type MetricsHandlerOptions } from './handler.js';
import { createInstruments } from './instruments.js';
import { LogLines } from './testing/log-lines.js';
import { readDelimited } from './testing/protobuf-reader.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const closers: (() => Promise<void>)[] = [];
let arrived = 0;
afterEach(async () => {
  arrived = 0;
  for (const close of closers.splice(0)) await close();
});

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer((req, res) => {
    arrived += 1;
    listener(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const ask = (port: number, headers: Record<string, string> = {}, method = 'GET', query = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: `/metrics${query}`, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });

const filled = (series = 10) => {
  const instruments = createInstruments({ maxSeriesPerMetric: series });
  const family = instruments.counter(METRICS.db_server_transactions_total);
  for (let index = 0; index < series; index += 1) family.bind(`db-${index}`, 'committed').inc(index);
  return instruments;
};
const serve = (options: Partial<MetricsHandlerOptions> = {}): Promise<number> =>
  listen(createMetricsHandler({ instruments: filled(), ...options }));

const LINE = `${METRICS.db_server_transactions_total.name}{database="db-7",outcome="committed"} 7\n`;
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('the metrics handler', () => {
  it('answers a scrape with version and charset in the content type', async () => {
    const answer = await ask(await serve());
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.toString()).toContain(LINE);
  });

  it('compresses for those who ask for it', async () => {
    const port = await serve({ instruments: filled(5000) });
    const plain = await ask(port);
    const answer = await ask(port, { 'Accept-Encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.body.length).toBeLessThan(plain.body.length / 5);
    expect(gunzipSync(answer.body).toString()).toContain(LINE);
  });

  it('answers in what the scraper takes, compressed or not, and says which', async () => {
    const port = await serve();
    const openMetrics = await ask(port, { Accept: 'application/openmetrics-text', 'Accept-Encoding': 'gzip' });
    expect(openMetrics.headers['content-type']).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores'
    );
    expect(openMetrics.headers.vary).toBe('Accept, Accept-Encoding');
    const text = gunzipSync(openMetrics.body).toString();
    expect(text).toContain(LINE);
    expect(text.endsWith('# EOF\n')).toBe(true);
    const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
    const protobuf = await ask(port, { Accept: PROTOBUF });
    expect(protobuf.headers['content-type']).toContain('application/vnd.google.protobuf; ');
    expect(readDelimited(protobuf.body).length).toBeGreaterThan(1);
    expect((await ask(port)).body.toString()).toContain(LINE);
  });

  it('runs and shows the probes that a scrape chooses', async () => {
    const instruments = filled();
    const clock = systemClock;
    const registry = createProbeRegistry({ instruments, clock, log: silentLog });
    const runs: string[] = [];
    for (const [name, definition] of [
      ['cpus', METRICS.system_cpus],
      ['memory', METRICS.system_memory_total_bytes],
    ] as const) {
      const read = (): number => runs.push(name);
      registry.add(readingProbe({ name, instruments, read, series: [{ definition, emit: (_, emit) => emit([], 7) }] }));
    }
    const port = await serve({ instruments, probes: registry });
    const chosen = (await ask(port, {}, 'GET', '?collect[]=cpus')).body.toString();
    expect(runs).toEqual(['cpus']);
    expect(chosen).toContain(`${METRICS.system_cpus.name} 7\n`);
    expect(chosen).toContain(`${METRICS.probe_success.name}{probe="cpus"} 1\n`);
    expect(chosen.match(/^[^#].*$/gm)).toHaveLength(3);
    const rest = (await ask(port, {}, 'GET', '?exclude[]=cpus')).body.toString();
    expect(runs).toEqual(['cpus', 'memory']);
    expect(rest).not.toContain(METRICS.system_cpus.name);
    expect(rest).toContain(`${METRICS.probe_success.name}{probe="memory"} 1\n`);
    expect(rest).toContain(LINE);
    const wrong = await ask(port, {}, 'GET', '?collect[]=disk');
    expect(wrong.status).toBe(400);
    expect(wrong.body.toString()).toContain('"disk", which is no probe here; there are: cpus, memory.');
    await registry.close();
  });

  it('answers HEAD with the headers alone, and refuses what is no reading', async () => {
    const port = await serve();
    const head = await ask(port, {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
    expect(head.body).toHaveLength(0);
    const post = await ask(port, {}, 'POST');
    expect(post.status).toBe(405);
    expect(post.headers.allow).toBe('GET, HEAD');
  });

  it('mounts in Express', async () => {
    const app = express();
    app.get('/metrics', createMetricsHandler({ instruments: filled() }));
    expect((await ask(await listen(app))).body.toString()).toContain(LINE);
  });

  it('collects and renders once for eight scrapes at once, and anew for the next', async () => {
    const instruments = filled();
    let renderings = 0;
    const counted = {
      ...instruments,
      expose: (...request: Parameters<typeof instruments.expose>) => {
        renderings += 1;
        return instruments.expose(...request);
      },
    };
    let collections = 0;
    let finish: () => void = () => {};
    const handler = createMetricsHandler({
      instruments: counted,
      collect: () => {
        collections += 1;
        return new Promise((resolve) => (finish = resolve));
      },
    });
    const port = await listen(handler);
    const scrapes = Array.from({ length: 8 }, (_, index) =>
      ask(port, index % 2 === 0 ? {} : { 'Accept-Encoding': 'gzip' })
    );
    await until(() => arrived === 8);
    finish();
    for (const answer of await Promise.all(scrapes)) expect(answer.status).toBe(200);
    expect(collections).toBe(1);
    expect(renderings).toBe(1);
    const next = ask(port);
    await until(() => collections === 2);
    finish();
    expect((await next).status).toBe(200);
    expect(renderings).toBe(2);
  });

  it('exposes the rest when the collection throws', async () => {
    const log = new LogLines();
    const port = await serve({ log, collect: () => Promise.reject(new Error('probe registry is gone')) });
    const answer = await ask(port);
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toContain(LINE);
    expect(log.messages('warn')).toEqual(['The collection before a scrape failed; the rest is exposed']);
  });

  it('exposes the rest in time when the collection hangs, tells it to stop, and starts no second one', async () => {
    let calls = 0;
    let isAborted = false;
    const port = await serve({
      collect: (signal) => {
        calls += 1;
        signal.addEventListener('abort', () => {
          isAborted = true;
        });
        return new Promise(() => {});
      },
    });
    for (let scrape = 0; scrape < 2; scrape += 1) {
      const answer = await ask(port, { 'X-Prometheus-Scrape-Timeout-Seconds': '0.2' });
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toContain(LINE);
    }
    expect(isAborted).toBe(true);
    expect(calls).toBe(1);
  });

  it('answers a scrape with little time that comes while one with more time waits', async () => {
    let finish: () => void = () => {};
    const port = await serve({ collect: () => new Promise((resolve) => (finish = resolve)) });
    let isPatientDone = false;
    const patient = ask(port, { 'X-Prometheus-Scrape-Timeout-Seconds': '60' }).then((answer) => {
      isPatientDone = true;
      return answer;
    });
    await until(() => arrived === 1);
    const hasty = await ask(port, { 'X-Prometheus-Scrape-Timeout-Seconds': '0.2' });
    expect(hasty.body.toString()).toContain(LINE);
    expect(isPatientDone).toBe(false);
    finish();
    expect((await patient).body.toString()).toContain(LINE);
  });

  it('refuses more scrapes than it may have under way, until they are over', async () => {
    let finish: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const port = await serve({ maxInFlight: 1, collect: () => held });
    const first = ask(port);
    await until(() => arrived === 1);
    const second = await ask(port);
    expect(second.status).toBe(503);
    expect(second.headers['retry-after']).toBe('1');
    finish?.();
    expect((await first).status).toBe(200);
    let later = await ask(port);
    while (later.status === 503) later = await ask(port);
    expect(later.status).toBe(200);
  });

  it('says so when the exposition itself fails', async () => {
    const log = new LogLines();
    const instruments = createInstruments();
    const port = await serve({
      log,
      instruments: {
        ...instruments,
        expose: () => {
          throw new Error('out of paper');
        },
      },
    });
    expect((await ask(port)).status).toBe(500);
    expect(log.messages('error')).toEqual(['The exposition of metrics failed']);
  });
});
