// The application under load, in a process of its own. ADMISSION is its admission mode.
import { createGrowthEngine } from '@growth-engine/collector';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../lib/channel.js';
import { delay } from '../lib/wait.js';
import { HANDLER_MS, MAX_CONCURRENT_REQUESTS, ROUTES } from './routes.js';

const app = express();
const server = createServer(app);
const engine = createGrowthEngine({
  service: 'load',
  instance: 'load-1',
  routes: ROUTES,
  admission: process.env['ADMISSION'] === 'enforce' ? 'enforce' : 'observe',
  // Concurrency is what is overloaded here; what else runs on the machine must not decide.
  resources: { maxConcurrentRequests: MAX_CONCURRENT_REQUESTS, cpuLimit: 1 },
  thresholds: { memory: 1 },
});
app.use(engine.middleware);
app.get('/metrics', engine.metrics);
app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
for (const { path } of ROUTES) {
  app.get(path, async (_request, response) => {
    await delay(HANDLER_MS);
    response.json({ path, items: [1, 2, 3] });
  });
}
const listening = new Promise<number>((done) => {
  server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
});

const release = answerParent({
  port: async () => {
    await engine.ready;
    return listening;
  },
  memory: () => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
  close: async () => {
    await engine.close();
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
    // Nothing ends the process from here on: it ends when nothing is left.
    setImmediate(() => setTimeout(release, 50));
  },
});
