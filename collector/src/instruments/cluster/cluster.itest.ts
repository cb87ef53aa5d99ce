import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METRICS } from '../../contract/index.js';
import { meetingPlace } from './meeting-place.js';

const WORKER = fileURLToPath(new URL('../testing/cluster-worker.ts', import.meta.url));
const OPEN_METRICS = { Accept: 'application/openmetrics-text;version=1.0.0' };
const COUNTER = METRICS.db_slow_queries_total.name;
const folder = meetingPlace('shop', process.pid) ?? '';

let workers: Worker[] = [];
let url = '';

beforeAll(async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const address = free.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  free.close();
  await once(free, 'close');
  url = `http://127.0.0.1:${port}/metrics`;
  cluster.setupPrimary({ exec: WORKER, execArgv: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'] });
  workers = Array.from({ length: 4 }, () => cluster.fork({ PORT: String(port), NODE_APP_INSTANCE: '' }));
  await Promise.all(workers.map((worker) => once(worker, 'listening')));
  // Each has its socket before or after it serves.
  for (let tries = 0; tries < 400 && readdirSync(folder).length < 4; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}, 120_000);
afterAll(() => {
  for (const worker of workers) worker.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A new connection each time, so that the primary hands it to whichever worker is next. */
async function scrape(headers: Record<string, string> = {}): Promise<{ text: string; counts: Map<string, number> }> {
  const text = await (await fetch(url, { headers: { ...headers, Connection: 'close' } })).text();
  const lines = text.matchAll(new RegExp(`^${COUNTER}\\{service="shop",pool="main",worker="(\\d+)"\\} (\\d+)$`, 'gm'));
  return { text, counts: new Map([...lines].map(([, worker = '', count]) => [worker, Number(count)])) };
}

describe('a cluster of four on one port', () => {
  it('is scraped as a whole whichever worker answers: no counter ever falls', async () => {
    let former = (await scrape()).counts;
    expect([...former.keys()].sort()).toEqual(['1', '2', '3', '4']);
    for (let times = 0; times < 8; times += 1) {
      const { counts } = await scrape();
      expect([...counts.keys()].sort()).toEqual(['1', '2', '3', '4']);
      for (const [worker, count] of counts) {
        expect(count).toBeGreaterThanOrEqual(former.get(worker) ?? Infinity);
        expect(Math.floor(count / 100)).toBe(Number(worker));
      }
      former = counts;
    }
    const total = [...former.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBe(1000 + 9);
  });

  it('tells each metric once, in any format, with the histograms of all', async () => {
    const { text } = await scrape(OPEN_METRICS);
    expect(text.match(new RegExp(`^# TYPE ${METRICS.db_query_duration_seconds.name} histogram$`, 'gm'))).toHaveLength(
      1
    );
    const count = `${METRICS.db_query_duration_seconds.name}_count{service="shop",pool="main",operation="select",worker=`;
    for (const worker of [1, 2, 3, 4]) expect(text).toContain(`${count}"${worker}"} 1\n`);
    expect(text).toContain(`${METRICS.probe_success.name}{probe="workers",worker=`);
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it('goes on with those that are left when one is killed, and leaves nothing behind at the end', async () => {
    const [first, ...others] = workers;
    const ended = once(cluster, 'exit');
    first?.process.kill('SIGKILL');
    await ended;
    const { counts } = await scrape();
    expect([...counts.keys()].sort()).toEqual(['2', '3', '4']);
    const exits = others.map((worker) => once(worker, 'exit'));
    for (const worker of others) worker.send('close');
    await Promise.all(exits);
    expect(existsSync(folder)).toBe(false);
  });
});
