import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { fastifyHook } from './fastify-hook.js';
import { createParts, until, type Given } from './testing/application.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(given: Given, build: (app: FastifyInstance, parts: ReturnType<typeof createParts>) => void) {
  const parts = createParts(given);
  const app = fastify();
  app.addHook('onRequest', fastifyHook(parts.middleware));
  build(app, parts);
  await app.listen({ port: 0, host: '127.0.0.1' });
  closing.push(() => app.close());
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { ...parts, get: (path: string, init?: RequestInit) => fetch(url + path, init) };
}

const routesIn = (text: string): string[] =>
  [...text.matchAll(/http_request_duration_seconds_count\{service="shop",method="(\w+)",route="([^"]*)".*\} (\d+)/g)]
    .map(([, method, route, count]) => `${method} ${route} ${count}`)
    .sort();

describe('the middleware in Fastify', () => {
  it('records the templates of its routes, prefixes included, and one label for what no route takes', async () => {
    const { get, text, finished } = await start({}, (app, { carrier }) => {
      carrier.enable();
      app.get('/items/:id', async () => ({ route: carrier.current()?.route }));
      void app.register(
        (shop, _, done) => {
          shop.get('/things/:thing', async () => 'thing');
          done();
        },
        { prefix: '/shops/:shop' }
      );
    });
    expect(await (await get('/items/1')).json()).toEqual({ route: '/items/:id' });
    for (const path of ['/items/2', '/shops/1/things/2', '/shops/3/things/4', '/nope/1', '/nope/2']) await get(path);
    await until(() => finished.length === 6);
    expect(routesIn(await text())).toEqual(['GET /items/:id 2', 'GET /shops/:shop/things/:thing 2', 'GET unmatched 2']);
  });

  it('answers from the route cache with what the handler sent, and leaves such replies to the middleware', async () => {
    let calls = 0;
    const { get, finished } = await start(
      { routes: [{ id: 'item', path: '/items/:id', cacheStrategy: 'short' }] },
      (app) => app.get('/items/:id', async (_, reply) => reply.header('x-kind', 'item').send({ call: (calls += 1) }))
    );
    const answers = [await get('/items/1'), await get('/items/1')];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([{ call: 1 }, { call: 1 }]);
    const [first, second] = answers.map(({ headers }) => Object.fromEntries(headers));
    expect(second).toMatchObject({ 'x-growth-engine-cache': 'hit', 'x-kind': 'item' });
    expect(second?.['content-type']).toBe(first?.['content-type']);
    await until(() => finished.length === 2);
  });

  it('rejects what admission does not let in', async () => {
    const held: (() => void)[] = [];
    const { get, rejected } = await start({ limits: { maxConcurrentRequests: 1 } }, (app) =>
      app.get('/hold', () => new Promise<string>((resolve) => held.push(() => resolve('held'))))
    );
    const first = get('/hold');
    await until(() => held.length === 1);
    const second = await get('/hold');
    expect([second.status, second.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    held[0]?.();
    expect(await (await first).text()).toBe('held');
    expect(rejected).toEqual(['unmatched concurrency']);
  });
});
