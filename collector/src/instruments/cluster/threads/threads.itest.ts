import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { METRICS, systemClock } from '../../../contract/index.js';
import { processCpuProbe } from '../../../probes/process/cpu.js';
import { createProcessUsage } from '../../../probes/process/index.js';
import { createProbeRegistry } from '../../../probes/registry.js';
import { createInstruments } from '../../instruments.js';
import { LogLines } from '../../testing/log-lines.js';
import { createProcessMetrics, type ProcessMetrics } from '../cluster-metrics.js';

const WORKER = fileURLToPath(new URL('../../testing/thread-worker.ts', import.meta.url));
const COUNTER = METRICS.db_slow_queries_total.name;

let log: LogLines;
let metrics: ProcessMetrics;
let server: Server;
let url = '';
const workers: Worker[] = [];
let slow: { inc(by?: number): void };
let closeProbes: () => Promise<void>;

beforeEach(async () => {
  log = new LogLines();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const parts = { instruments, clock: systemClock, log };
  const probes = createProbeRegistry(parts);
  const usage = createProcessUsage({ clock: systemClock });
  probes.add(processCpuProbe({ ...parts, usage }));
  closeProbes = async () => {
    await probes.close();
    usage.close();
  };
  slow = instruments.counter(METRICS.db_slow_queries_total).bind('main');
  metrics = createProcessMetrics({ ...parts, service: 'shop', probes });
  server = createServer(metrics.handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
  server.closeAllConnections();
  server.close();
  await metrics.close();
  await closeProbes();
});

async function thread(): Promise<Worker> {
  const script = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(WORKER)}); })`;
  const worker = new Worker(script, { eval: true, env: { ...process.env } });
  workers.push(worker);
  await tell(worker, 'count', 0);
  return worker;
}
const tell = async (worker: Worker, task: string, amount = 0): Promise<void> => {
  const done = once(worker, 'message');
  worker.postMessage({ task, amount });
  await done;
};
async function scrape(query = ''): Promise<{ text: string; count: number | undefined; milliseconds: number }> {
  const begin = performance.now();
  const text = await (await fetch(url + query)).text();
  const count = new RegExp(`^${COUNTER}\\{service="shop",pool="main"\\} (\\d+)$`, 'm').exec(text)?.[1];
  return { text, count: count === undefined ? undefined : Number(count), milliseconds: performance.now() - begin };
}
/** Until the main thread has heard that a thread is there, or has gone. */
async function scrapeUntil(holds: (answer: Awaited<ReturnType<typeof scrape>>) => boolean) {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await scrape();
    if (holds(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('It did not come to that in time.');
}

describe('a process with worker threads', () => {
  it('is scraped as one: counters, histograms and what is held are added up, what is of the process is told once', async () => {
    slow.inc(1);
    const [one, two] = await Promise.all([thread(), thread()]);
    await tell(one, 'count', 10);
    await tell(two, 'count', 100);
    await tell(one, 'hold', 2);
    await tell(two, 'hold', 3);
    const { text } = await scrapeUntil(({ count }) => count === 111);
    expect(text).toContain(`${METRICS.db_pool_connections.name}{service="shop",pool="main",state="used"} 5\n`);
    expect(text).toContain(
      `${METRICS.db_query_duration_seconds.name}_count{service="shop",pool="main",operation="select"} 4\n`
    );
    expect(text).toContain(`${METRICS.probe_success.name}{probe="threads"} 1\n`);
    const cpu = new RegExp(`^${METRICS.process_cpu_seconds_total.name}\\{service="shop",mode="user"\\} (\\S+)$`, 'm');
    expect(Number(cpu.exec(text)?.[1])).toBeLessThanOrEqual(process.cpuUsage().user / 1e6);
    expect(text).toContain(`${METRICS.process_heap_bytes.name}{service="shop",state="used"}`);
    for (const name of new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, family]) => family)))
      expect(text.match(new RegExp(`^# TYPE ${name} `, 'gm'))).toHaveLength(1);
  });

  it('keeps what a thread has counted when that one closes, exits or is terminated', async () => {
    const [closes, exits, terminated] = await Promise.all([thread(), thread(), thread()]);
    for (const [worker, amount] of [
      [closes, 1],
      [exits, 10],
      [terminated, 100],
    ] as const) {
      await tell(worker, 'count', amount);
      await tell(worker, 'hold', 1);
    }
    let former = (await scrapeUntil(({ count }) => count === 111)).count ?? 0;
    const never = async (): Promise<void> => {
      const { count = 0 } = await scrape();
      expect(count).toBeGreaterThanOrEqual(former);
      former = count;
    };
    // Counted since the last scrape, and told when they end; only `terminate()` leaves no time for that.
    await tell(closes, 'count', 1000);
    await tell(exits, 'count', 10_000);
    const closed = once(closes, 'exit');
    closes.postMessage({ task: 'close', amount: 0 });
    const exited = once(exits, 'exit');
    exits.postMessage({ task: 'end', amount: 0 });
    for (let times = 0; times < 5; times += 1) await never();
    await Promise.all([closed, exited]);
    await never();
    await terminated.terminate();
    for (let times = 0; times < 5; times += 1) await never();
    const { text } = await scrapeUntil(({ text: all }) => !all.includes(`${METRICS.db_pool_connections.name}{`));
    expect(text).toContain(`${COUNTER}{service="shop",pool="main"} 11111\n`);
    const next = await thread();
    await tell(next, 'count', 5);
    await scrapeUntil(({ count }) => count === 11_116);
  });

  it('waits once for a thread that hangs, then no longer, and has it again when it goes on', async () => {
    const [busy, other] = await Promise.all([thread(), thread()]);
    await tell(busy, 'count', 10);
    await tell(busy, 'hold', 7);
    await scrapeUntil(({ count }) => count === 10);
    await tell(busy, 'hang', 6000);
    await tell(other, 'count', 1);
    const first = await scrape();
    // The other one is heard, and the one that hangs keeps its counters and loses its gauges.
    expect(first.count).toBe(11);
    expect(first.text).toContain(`${METRICS.probe_success.name}{probe="threads"} 0\n`);
    const held = `${METRICS.db_pool_connections.name}{service="shop",pool="main",state="used"}`;
    expect(first.text).toContain(`${held} 0\n`);
    const waits: number[] = [];
    for (let times = 0; times < 3; times += 1) waits.push((await scrape()).milliseconds);
    expect(Math.min(...waits)).toBeLessThan(700);
    expect(log.messages('warn').filter((line) => line.includes('worker thread'))).toHaveLength(1);
    const { text, count } = await scrapeUntil((answer) =>
      answer.text.includes(`${METRICS.probe_success.name}{probe="threads"} 1\n`)
    );
    expect(count).toBe(11);
    expect(text).toContain(`${held} 7\n`);
  }, 60_000);

  it('lets a scrape choose, in any format', async () => {
    await tell(await thread(), 'count', 10);
    await scrapeUntil(({ count }) => count === 10);
    const { text } = await scrape('?collect[]=process_cpu');
    expect(text).toContain(`${METRICS.process_cpu_seconds_total.name}{`);
    expect(text).not.toContain(COUNTER);
    expect(text).not.toContain('probe="gc"');
    const open = await fetch(url, { headers: { Accept: 'application/openmetrics-text;version=1.0.0' } });
    const all = await open.text();
    expect(all).toContain(`${COUNTER}{service="shop",pool="main"} 10\n`);
    expect(all.endsWith('# EOF\n')).toBe(true);
  });
});
