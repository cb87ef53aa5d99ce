import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';
import { itemApp, serve } from './item-app.js';

/** It has no types of its own, and no build for modules. */
interface SwaggerStats {
  getMiddleware(options: { readonly name: string }): RequestHandler;
}

const swaggerStats = createRequire(import.meta.url)('swagger-stats') as SwaggerStats;
serve(itemApp([swaggerStats.getMiddleware({ name: 'bench' })]));
