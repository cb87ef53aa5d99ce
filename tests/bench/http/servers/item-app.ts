import express from 'express';
import type { Express, RequestHandler } from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../../../lib/channel.js';

export const ROUTE = '/items/:id';
const BODY = { id: 'item', title: 'A fixed trivial answer', price: 12.5, tags: ['a', 'b', 'c'], available: true };

/** Bare Express and one trivial route; what is compared stands in `before`. */
export function itemApp(before: readonly RequestHandler[]): Express {
  const app = express();
  for (const middleware of before) app.use(middleware);
  app.get(ROUTE, (_request, response) => {
    response.json(BODY);
  });
  return app;
}

/** Serves the app on a free loopback port and tells the parent where, and its CPU time in microseconds when asked; and `more`. */
export function serve(app: Express, more: Parameters<typeof answerParent>[0] = {}): void {
  const server = createServer(app);
  server.keepAliveTimeout = 120_000;
  const listening = new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
  answerParent({
    port: () => listening,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    ...more,
  });
}
