import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';
import { itemApp, serve } from './item-app.js';

// It looks at the module that requires it, so it cannot be imported.
const apiMetrics = createRequire(import.meta.url)('prometheus-api-metrics') as () => RequestHandler;

// Its default metrics of the process come on a timer and cost nothing per request.
serve(itemApp([apiMetrics()]));
