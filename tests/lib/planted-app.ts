import { createGrowthEngine } from '@growth-engine/collector';
import type { GrowthEngine, GrowthEngineOptions } from '@growth-engine/collector';
import express from 'express';
import type { Express } from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cleanup } from './cleanup.js';
import { delay } from './wait.js';

/** A route that is slow to compute and whose answers are kept far shorter than they could be. */
export const PLANTED_ROUTE = {
  id: 'dashboard',
  path: '/dashboard',
  cacheStrategy: 'short',
  priority: 'high',
  ttlSeconds: 0.4,
  maxStalenessSeconds: 60,
} as const;

/** The loop's waits, short enough for a test and long enough for a busy machine. Milliseconds. */
export const QUICK_LOOP = {
  windowMs: 4_000,
  baselineMs: 1_000,
  minRequests: 20,
  blockMs: 300,
  judgeMs: 6_000,
} as const satisfies GrowthEngineOptions['loop'];

const HANDLER_MS = 12;

export const addPlantedRoute = (app: Express): void => {
  app.get(PLANTED_ROUTE.path, async (request, response) => {
    await delay(HANDLER_MS);
    response.json({ region: request.query['region'] ?? 'all', revenue: 1250 });
  });
};

export interface Traffic {
  stop(): Promise<void>;
}

/** Asks for a handful of dashboards, `ratePerSecond` in all, until it is stopped. */
export function dashboardTraffic(url: string, ratePerSecond: number): Traffic {
  let sent = 0;
  let running = true;
  const underWay = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    if (!running) return;
    sent += 1;
    const request = fetch(`${url}${PLANTED_ROUTE.path}?region=${sent % 4}`)
      .then((response) => response.arrayBuffer())
      .catch(() => undefined)
      .finally(() => underWay.delete(request));
    underWay.add(request);
  }, 1000 / ratePerSecond);
  return {
    async stop() {
      running = false;
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

export interface PlantedApp {
  readonly url: string;
  readonly engine: GrowthEngine;
}

/** An Express application with one planted flaw, an embedded engine, and traffic. */
export async function startPlantedApp(
  cleanup: Cleanup,
  options: Partial<GrowthEngineOptions> & { readonly ratePerSecond?: number } = {}
): Promise<PlantedApp> {
  const { ratePerSecond = 60, ...engineOptions } = options;
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const engine = createGrowthEngine({
    service: 'planted',
    routes: [PLANTED_ROUTE],
    loop: QUICK_LOOP,
    baseUrl: url,
    ...engineOptions,
  });
  app.get('/metrics', engine.metrics);
  app.use(engine.middleware);
  addPlantedRoute(app);
  await engine.ready;
  const traffic = dashboardTraffic(url, ratePerSecond);
  cleanup.add(async () => {
    await traffic.stop();
    await engine.close();
    server.closeAllConnections();
    server.close();
  });
  return { url, engine };
}
