import { once } from 'node:events';
import { createServer } from 'node:http';
import { createGrowthEngine, type GrowthEngine } from '@growth-engine/collector';
import express, { type ErrorRequestHandler } from 'express';
import pg from 'pg';
import { analytics } from './analytics.js';
import { checkout } from './checkout.js';
import { dashboard } from './dashboard.js';
import { createShopMetrics } from './metrics.js';
import { product, type ProductPage } from './product.js';
import { PATHS, shopRoutes } from './routes.js';
import { search } from './search.js';
import { SHOP_SETTINGS, type ShopSettings } from './settings.js';

export interface ShopOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  readonly databaseUrl: string;
  readonly service?: string;
  readonly instance?: string;
  /** Without it the engine decides in this process. */
  readonly collectorUrl?: string | undefined;
  readonly settings?: ShopSettings;
}

export interface Shop {
  readonly url: string;
  readonly engine: GrowthEngine;
  readonly pool: pg.Pool;
  /** Answers what has arrived, then ends. */
  close(): Promise<void>;
}

/** Everybody gets an answer, and the reason stays in the log. */
const onError: ErrorRequestHandler = (error, request, response, next) => {
  console.error(`${request.method} ${request.path} failed: ${error instanceof Error ? error.message : String(error)}`);
  if (response.headersSent) next(error);
  else response.status(503).json({ error: 'The shop cannot answer just now. Please try again.' });
};

/** `pool.end` does not wait until its connections are closed, and a server that stops meanwhile would look like a failure. */
async function endPool(pool: pg.Pool): Promise<void> {
  let left = pool.totalCount;
  const closed = new Promise<void>((resolve) => {
    if (left === 0) resolve();
    pool.on('remove', () => {
      if (--left === 0) resolve();
    });
  });
  await pool.end();
  await closed;
}

/** A shop as one would write it: five routes on PostgreSQL, and three lines for the engine. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const settings = options.settings ?? SHOP_SETTINGS;
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: settings.poolSize });
  pool.on('error', (error) => console.error(`A connection to the database broke: ${error.message}`));
  const metrics = createShopMetrics();
  const app = express();
  const server = createServer(app);
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const url = `http://${host}:${port}`;

  const engine = createGrowthEngine({
    service: options.service ?? 'shop',
    ...(options.instance === undefined ? {} : { instance: options.instance }),
    routes: shopRoutes(settings),
    pools: { main: pool },
    collector: options.collectorUrl,
    baseUrl: url,
    requestSizes: true,
  });
  engine.attach(metrics.registry);
  const pages = engine.cache<ProductPage | undefined>({
    name: 'products',
    capacity: settings.productCacheCapacity,
    ttlSeconds: 3600,
    routes: [PATHS.product],
  });

  app.disable('x-powered-by');
  app.get('/metrics', engine.metrics);
  app.use(engine.middleware);
  app.use(express.json({ limit: '16kb' }));
  app.get(PATHS.dashboard, dashboard(pool));
  app.get(PATHS.analytics, analytics(pool));
  app.get(PATHS.search, search(pool));
  app.get(PATHS.product, product(pool, pages));
  app.post(PATHS.checkout, checkout(pool, metrics, Math.random));
  app.use(onError);

  return {
    url,
    engine,
    pool,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
      await engine.close();
      await endPool(pool);
    },
  };
}
