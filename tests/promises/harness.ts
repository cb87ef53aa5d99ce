// What the snippets' surroundings are made of; imported by the composed files.
import { GrowthEnginePerformance, createGrowthEngine, defaultPerformanceConfig } from '@growth-engine/collector';
import type { GrowthEngineRoute } from '@growth-engine/collector';
import express from 'express';
import type { Express } from 'express';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PLANTED_ROUTE, QUICK_LOOP, addPlantedRoute, dashboardTraffic } from '../lib/planted-app.js';
import { delay, until } from '../lib/wait.js';

async function listen(app: Express): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server: Server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function requestOnce(app: Express, path: string): Promise<{ status: number; text: string }> {
  const { url, stop } = await listen(app);
  const response = await fetch(`${url}${path}`);
  const text = await response.text();
  await stop();
  return { status: response.status, text };
}

/** Routes are cached by what they declare: the second answer comes from the cache. */
export async function answersTwice(routes: readonly GrowthEngineRoute[]): Promise<void> {
  const engine = createGrowthEngine({ service: 'snippet', routes });
  const app = express();
  app.use(engine.middleware);
  const made = new Map<string, number>();
  for (const { path } of routes) {
    app.get(path, (_request, response) => {
      made.set(path, (made.get(path) ?? 0) + 1);
      response.json({ made: made.get(path) });
    });
  }
  const { url, stop } = await listen(app);
  for (const { path } of routes) {
    const first = await (await fetch(`${url}${path}`)).text();
    const second = await (await fetch(`${url}${path}`)).text();
    assert.equal(second, first);
    assert.equal(made.get(path), 1, `${path} was computed ${made.get(path)} times.`);
  }
  await stop();
  await engine.close();
}

/** SPEC.md's service object around an application with a planted flaw, once it has measured enough to plan. */
export async function performanceUnderTraffic(): Promise<{
  readonly performance: GrowthEnginePerformance;
  readonly done: () => Promise<void>;
}> {
  const performance = new GrowthEnginePerformance(
    { ...defaultPerformanceConfig, routes: [PLANTED_ROUTE] },
    // Nothing may act before the snippet does.
    { loop: { ...QUICK_LOOP, intervalMs: 3_600_000 }, admission: 'observe' }
  );
  const app = express();
  app.use(performance.engine.middleware);
  addPlantedRoute(app);
  const { url, stop } = await listen(app);
  const traffic = dashboardTraffic(url, 60);
  await performance.startMonitoring();
  const control = await performance.engine.control();
  await until('a plan', 30_000, async () => {
    const plan = await control.createPlan(performance.engine.service, [], { kind: 'engine', name: 'snippet' });
    return plan.changes.length > 0 && plan.refusals.length === 0;
  });
  return {
    performance,
    async done() {
      await traffic.stop();
      await performance.stopMonitoring();
      await stop();
    },
  };
}

/** An application whose dashboard is cached, at APP_URL. */
export async function applicationAtAppUrl(): Promise<() => Promise<void>> {
  const engine = createGrowthEngine({
    service: 'snippet',
    routes: [{ id: 'dashboard', path: '/dashboard', cacheStrategy: 'short' }],
  });
  const app = express();
  app.use(engine.middleware);
  app.get('/dashboard', async (_request, response) => {
    await delay(5);
    response.json({ ok: true });
  });
  const { url, stop } = await listen(app);
  process.env['APP_URL'] = url;
  return async () => {
    await stop();
    await engine.close();
  };
}

interface Query extends Promise<{ readonly data: readonly unknown[]; readonly error: null }> {
  select(columns: string): Query;
  order(column: string, options?: { readonly ascending?: boolean }): Query;
  limit(rows: number): Query;
}

/** As much of a Supabase client as the example asks for; measuring one comes later. */
export const supabase = {
  from(_table: string): Query {
    const query: Query = Object.assign(Promise.resolve({ data: [], error: null }), {
      select: () => query,
      order: () => query,
      limit: () => query,
    });
    return query;
  },
};
