// The application that is soaked: Express, caches that churn, a pool, worker threads that come and go. DATABASE_URL and
// COLLECTOR_URL are optional; without a collector the engine is embedded and pressed over the channel.
import { createGrowthEngine } from '@growth-engine/collector';
import type { Actor } from '@growth-engine/collector/contract';
import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { answerParent } from '../../lib/channel.js';
import { countingClock, holding, holdingAfter, openStreams } from './measure.js';
import { pressEmbedded } from './press.js';

const THREADS = 2;
const THREAD_LIVES_MS = Number(process.env['THREAD_LIVES_MS'] ?? 20_000);
const CACHED = 2_000;
const PERSON: Actor = { kind: 'terminal', name: 'soak' };

const clock = countingClock();
const release = answerParent({
  port: async () => {
    await engine.ready;
    return listening;
  },
  holding: () => holding(clock),
  births: () => births,
  press: async () => pressEmbedded(await engine.control(), engine.service, PERSON),
  close: async () => {
    isClosing = true;
    await Promise.all([...threads].map(([worker, ready]) => ready.then(() => worker.terminate())));
    await engine.close();
    await pool?.end();
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
    const after = await holdingAfter(clock, before);
    // Nothing ends the process from here on: it ends when nothing is left.
    setImmediate(() => setTimeout(release, 50));
    return { before, after };
  },
});
openStreams();
const before = holding(clock);
const databaseUrl = process.env['DATABASE_URL'];
const collector = process.env['COLLECTOR_URL'];
const stateDir = process.env['STATE_DIR'];
const pool = databaseUrl === undefined ? undefined : new pg.Pool({ connectionString: databaseUrl, max: 5 });

const engine = createGrowthEngine({
  service: 'soak',
  instance: 'soak-1',
  clock,
  routes: [
    { id: 'page', path: '/page/:id', cacheStrategy: 'short', ttlSeconds: 1, maxStalenessSeconds: 60, capacity: 200 },
    { id: 'item', path: '/item/:id' },
    { id: 'slow', path: '/slow' },
  ],
  ...(pool === undefined ? {} : { pools: { main: pool } }),
  ...(collector === undefined ? {} : { collector }),
  ...(stateDir === undefined ? {} : { stateDir }),
  loop: { windowMs: 5_000, baselineMs: 1_000, blockMs: 300, judgeMs: 5_000, minRequests: 20, historyMs: 60_000 },
  // What else runs on the machine must not decide.
  resources: { cpuLimit: 1 },
  thresholds: { cpu: 1, memory: 1 },
});
const items = engine.cache<{ id: string; text: string }>({ name: 'items', capacity: CACHED, ttlSeconds: 2 });

const app = express();
app.use(engine.middleware);
app.get('/metrics', engine.metrics);
app.get('/page/:id', (request, response) => void response.json({ id: request.params.id, text: 'x'.repeat(2000) }));
app.get('/item/:id', async (request, response) => {
  const { id } = request.params;
  const item = await items.getOrLoad(id, async () => {
    await pool?.query('select $1::text as id', [id]);
    return { id, text: 'y'.repeat(500) };
  });
  response.json(item);
});
app.get('/slow', (_request, response) => {
  const timer = setTimeout(() => response.json({}), 300);
  response.once('close', () => clearTimeout(timer));
});
app.get('/fails', () => {
  throw new Error('planted');
});
app.use((_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
  response.status(500).end();
});

const THREAD = new URL('thread.mjs', import.meta.url);
/** Each with the moment from which it works: terminated while it loads its modules, Node would leave their files open. */
const threads = new Map<Worker, Promise<unknown>>();
let isClosing = false;
let births = 0;
/** Half of them close, half are terminated. */
function startThread(): void {
  const worker = new Worker(THREAD, { execArgv: [] });
  const ready = once(worker, 'message');
  threads.set(worker, ready);
  births += 1;
  const isPolite = births % 2 === 0;
  let end: NodeJS.Timeout | undefined;
  void ready.then(() => {
    end = setTimeout(() => {
      if (isPolite) worker.postMessage('close');
      else void worker.terminate();
    }, THREAD_LIVES_MS);
  });
  worker.once('exit', () => {
    clearTimeout(end);
    threads.delete(worker);
    if (!isClosing) startThread();
  });
}
for (let index = 0; index < THREADS; index += 1) startThread();

const server = createServer(app);
const listening = new Promise<number>((done) => {
  server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
});
