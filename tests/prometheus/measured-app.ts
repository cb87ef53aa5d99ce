import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { createGrowthEngine, type Cache } from '@growth-engine/collector';
import pg from 'pg';
import type { Cleanup } from '../lib/cleanup.js';
import { delay } from '../lib/wait.js';

export interface MeasuredApp {
  readonly url: string;
  readonly host: string;
  /** What the agent exposes now. */
  exposition(): Promise<string>;
}

/** Admission turns away whatever comes beyond this many requests at once. */
const MAX_CONCURRENT = 8;
const BURST = 12;
const SLOTS_PER_SECOND = 20;

/** Entries of the cache that chooses its policy. */
const CHOSEN = 200;
/** Nothing listens there. */
const NOBODY = 'redis://127.0.0.1:9';

/** Look-ups enough for predictions to exist, all of them before anything is measured. */
function chooseFor(cache: Cache<number>): void {
  for (let lookUp = 0; lookUp < CHOSEN * 200; lookUp += 1) {
    const key = `key:${lookUp % (CHOSEN + 20)}`;
    if (cache.get(key) === undefined) cache.set(key, lookUp);
  }
}

/** Hits of which some are looked into, as long as the process lives. */
function askAfter(cache: Cache<number>): void {
  for (const key of ['a', 'b']) cache.set(key, 1);
  setInterval(() => {
    for (const key of ['a', 'b']) if (cache.get(key) === undefined) cache.set(key, 1);
  }, 100).unref();
}

/** An Express application that does something of everything: caches, a pool, slow statements, errors, rejections. */
export async function startMeasuredApp(
  options: { readonly collector: string; readonly databaseUrl: string },
  cleanup: Cleanup
): Promise<MeasuredApp> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });
  // One connection for two callers at a time: the second waits as long as the first one's statement takes.
  const narrow = new pg.Pool({ connectionString: options.databaseUrl, max: 1 });
  // At the end the server may go before an idle connection does.
  for (const each of [pool, narrow]) each.on('error', (error) => console.error(`A connection broke: ${error.message}`));
  const { hostname, port: databasePort } = new URL(options.databaseUrl);
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The application has no port.');
  const host = `127.0.0.1:${address.port}`;

  const engine = createGrowthEngine({
    service: 'shop',
    instance: 'shop-1',
    collector: options.collector,
    token: 'nobody-checks-this-one',
    routes: [{ id: 'cached', path: '/cached/:id', cacheStrategy: 'instant', ttlSeconds: 1, capacity: 10 }],
    pools: { main: pool, narrow },
    admission: 'enforce',
    resources: { maxConcurrentRequests: MAX_CONCURRENT, cpuLimit: 1 },
    peers: [{ name: 'postgres', host: hostname, port: Number(databasePort) }],
    requestSizes: true,
    log: {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (fields, message) => console.error(message, fields),
    },
  });
  await engine.ready;
  const products = engine.cache<number>({ name: 'products', capacity: 4, ttlSeconds: 1 });
  chooseFor(engine.cache<number>({ name: 'chosen', capacity: CHOSEN, ttlSeconds: 3600, policy: 'auto' }));
  askAfter(
    engine.cache<number>({
      name: 'asked',
      capacity: 10,
      // Longer than the check: a handful of expiries would be compared by a share that one of them moves.
      ttlSeconds: 3600,
      staleness: { budget: 0.01, version: (key) => key, prefixes: ['a'] },
    })
  );
  // Its second tier is gone: the series are there all the same.
  engine.tieredCache({ name: 'shared', capacity: 10, ttlSeconds: 60, secondTier: { redis: NOBODY } });

  app.get('/metrics', engine.metrics);
  app.use(engine.middleware);
  app.get('/cached/:id', (request, response) => void response.json({ id: request.params.id }));
  app.get('/products/:id', async (request, response) => {
    const id = Number(request.params.id);
    response.json(await products.getOrLoad(String(id), () => pool.query('select 1').then(() => id)));
  });
  app.get('/slow', async (_request, response) => {
    await narrow.query('select pg_sleep(0.22)');
    response.json({ slow: true });
  });
  app.get('/hold', async (_request, response) => {
    await delay(30);
    response.json({ held: true });
  });
  app.get('/wait', async (_request, response) => {
    await delay(200);
    response.json({ waited: true });
  });
  app.get('/failing', async (_request, response) => {
    const failed = await pool.query('select 1/0').then(
      () => false,
      () => true
    );
    await delay(10);
    response.status(failed ? 404 : 200).json({ failed });
  });
  app.get('/broken', async (_request, response) => {
    await delay(5);
    response.status(500).json({ error: 'on purpose' });
  });

  cleanup.add(async () => {
    server.closeAllConnections();
    server.close();
    await engine.close();
    await Promise.all([pool.end(), narrow.end()]);
  });
  return {
    url: `http://${host}`,
    host,
    exposition: () => fetch(`http://${host}/metrics`).then((response) => response.text()),
  };
}

/**
 * The same second of requests over and over, evenly spread, so that any window of a minute holds the same as any other.
 * Returns what ends it.
 */
export function startSteadyTraffic(url: string): () => Promise<void> {
  const open = new Set<Promise<void>>();
  const send = (path: string, patienceMs = 10_000): void => {
    const sent = fetch(`${url}${path}`, { signal: AbortSignal.timeout(patienceMs) })
      .then((response) => response.arrayBuffer())
      .then(
        () => undefined,
        // Giving up is part of the traffic.
        () => undefined
      )
      .finally(() => open.delete(sent));
    open.add(sent);
  };
  let slot = 0;
  const timer = setInterval(() => {
    const at = slot % SLOTS_PER_SECOND;
    slot += 1;
    send(`/cached/${at % 2}`); // hits, and expiries once a second
    send(`/products/${at % 6}`); // more keys than the cache holds: evictions
    if (at % 4 === 1) send(`/products/${slot + 1000}`); // never seen
    if (at % 5 === 0) send('/broken');
    if (at === 3) for (let index = 0; index < 2; index += 1) send('/slow');
    if (at === 6) send('/failing');
    if (at === 11) send('/wait', 50);
    if (at === 8) for (let index = 0; index < BURST; index += 1) send('/hold');
  }, 1000 / SLOTS_PER_SECOND);
  return async () => {
    clearInterval(timer);
    await Promise.all(open);
  };
}
