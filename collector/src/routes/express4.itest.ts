import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from '@jest/globals';
import type * as Express from 'express';
import { ExpressShape } from './express-shape.js';
import type { AppRequest } from './app-request.js';
import { createParts, listen, until, type Running } from './testing/application.js';

/** Express 4 beside the present one; as far as it is used here, the types are the same. */
const express = createRequire(import.meta.url)('express4') as typeof Express.default & typeof Express;

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(build: (app: Express.Express) => void, { shape }: { readonly shape?: ExpressShape } = {}) {
  const parts = createParts({ routes: [{ id: 'item', path: '/items/:id', cacheStrategy: 'short' }] });
  const app = express();
  app.use((request, _response, next) => {
    shape?.learn(request as unknown as AppRequest);
    next();
  });
  app.use(parts.middleware);
  build(app);
  const server: Running = await listen(app);
  closing.push(() => server.close());
  return { ...parts, ...server };
}

const routesIn = (text: string): string[] =>
  [...text.matchAll(/http_request_duration_seconds_count\{service="shop",method="(\w+)",route="([^"]*)".*\} (\d+)/g)]
    .map(([, method, route, count]) => `${method} ${route} ${count}`)
    .sort();

describe('the middleware in Express 4', () => {
  it('records route templates with the patterns of their mounts, never values', async () => {
    const { get, text, finished } = await start((app) => {
      const items = express.Router();
      items.get('/things/:id', (_, res) => void res.json({}));
      items.get('/', (_, res) => void res.end());
      app.use('/t/:tenant', items);
      app.use('/plain', items);
      const sub = express();
      sub.get('/deep/:id', (_, res) => void res.end());
      app.use('/sub/:s', sub);
      app.get(/^\/re(?:x|y)$/, (_, res) => void res.end());
      app.get('/optional/:id?', (_, res) => void res.end());
    });
    const paths = ['/t/a/things/1', '/t/b/things/2', '/t/a', '/plain/things/1', '/sub/1/deep/2', '/rex', '/optional'];
    for (const path of [...paths, '/optional/7', '/nope/1', '/nope/2']) await get(path);
    await get('/nope', {}, 'PROPFIND');
    await until(() => finished.length === 11);
    expect(routesIn(await text())).toEqual([
      'GET /^\\\\/re(?:x|y)$/ 1',
      'GET /optional/:id? 2',
      'GET /plain/things/:id 1',
      'GET /sub/:s/deep/:id 1',
      'GET /t/:tenant 1',
      'GET /t/:tenant/things/:id 2',
      'GET unmatched 2',
      '_OTHER unmatched 1',
    ]);
  });

  it('caches a route and answers from the cache, also with prepared objects', async () => {
    const shape = new ExpressShape('11.3.244.8-node.38');
    closing.push(() => shape.close());
    let calls = 0;
    const { get } = await start(
      (app) =>
        void app.get('/items/:id', (request, res) => void res.json({ id: request.params['id'], call: (calls += 1) })),
      { shape }
    );
    const answers = [];
    for (const path of ['/items/1', '/items/2', '/items/1', '/items/2']) answers.push(await get(path));
    expect(answers.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { id: '1', call: 1 },
      { id: '2', call: 2 },
      { id: '1', call: 1 },
      { id: '2', call: 2 },
    ]);
    expect(answers.map(({ headers }) => headers['x-growth-engine-cache'])).toEqual([
      undefined,
      undefined,
      'hit',
      'hit',
    ]);
    expect(answers[3]?.headers['content-type']).toBe(answers[1]?.headers['content-type']);
  });
});
