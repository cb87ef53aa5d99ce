import { execFile } from 'node:child_process';
import { IncomingMessage, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { Router, type RequestHandler } from 'express';
import type { AppRequest } from './app-request.js';
import { ExpressShape } from './express-shape.js';
import { listen, type Running } from './testing/application.js';

const AFFECTED_V8 = '11.3.244.8-node.38';
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(listener: RequestListener): Promise<Running> {
  const server = await listen(listener);
  closing.push(() => server.close());
  return server;
}

/** A shape that learns, an Express application that uses it, and what the application saw of each request. */
async function startExpress(v8 = AFFECTED_V8) {
  const shape = new ExpressShape(v8);
  closing.push(() => shape.close());
  const prepared: boolean[] = [];
  const learn: RequestHandler = (request, _response, next) => {
    shape.learn(request as unknown as AppRequest);
    prepared.push(Object.hasOwn(request, 'route'));
    next();
  };
  const items = Router({ mergeParams: true });
  items.get('/items/:id', (request, response) => {
    const { params, baseUrl, originalUrl, route } = request as unknown as AppRequest & { readonly params: unknown };
    response.json({ params, base: baseUrl, route: route?.path, url: originalUrl });
  });
  const app = express();
  app.use(learn);
  app.get('/first', (request, response) => {
    response.json({ route: typeof request.route, locals: Object.keys(response.locals), status: response.statusCode });
  });
  app.use('/shops/:shop', items);
  return { shape, prepared, server: await start(app) };
}

describe('the shape of Express objects', () => {
  it('is prepared from the second request on, and Express works as before', async () => {
    const { server, prepared } = await startExpress();
    const answers = [];
    for (let round = 0; round < 2; round++) {
      for (const path of ['/first', '/shops/7/items/3?q=1', '/nowhere']) answers.push(await server.get(path));
    }
    expect(prepared).toEqual([false, true, true, true, true, true]);
    const seen = answers.map(({ status, body }) => `${status} ${status === 200 ? body : ''}`);
    expect(seen.slice(3)).toEqual(seen.slice(0, 3));
    expect(JSON.parse(answers[4]?.body ?? '')).toEqual({
      params: { shop: '7', id: '3' },
      base: '/shops/7',
      route: '/items/:id',
      url: '/shops/7/items/3?q=1',
    });
  });

  it('leaves servers without Express alone', async () => {
    const { server } = await startExpress();
    await server.get('/first');
    const keys: string[] = [];
    const plain = await start((request, response) => {
      keys.push(...Object.keys(request), ...Object.keys(response));
      response.end();
    });
    await plain.get('/');
    expect(keys).not.toContain('route');
    expect(keys).not.toContain('locals');
  });

  it('is left as it is where V8 shares it anyway, and after the end', async () => {
    const modern = await startExpress('13.6.233.17-node.53');
    for (let round = 0; round < 2; round++) await modern.server.get('/first');
    expect(modern.prepared).toEqual([false, false]);

    const closed = await startExpress();
    await closed.server.get('/first');
    closed.shape.close();
    await closed.server.get('/first');
    expect(closed.prepared).toEqual([false, false]);
  });

  it('takes requests that no server made', async () => {
    const { server, shape } = await startExpress();
    await server.get('/first');
    await (await start((_request, response) => void response.end())).get('/');
    expect(() => shape.learn(new IncomingMessage(new Socket()) as AppRequest)).not.toThrow();
    expect(() => shape.learn({ socket: undefined, app: {} } as unknown as AppRequest)).not.toThrow();
  });

  it('makes one hidden class serve all requests', async () => {
    const script = `
      import { subscribe } from 'node:diagnostics_channel';
      import { createServer, get } from 'node:http';
      import express from 'express';
      const { ExpressShape } = await import(process.argv[1]);
      const shape = new ExpressShape();
      const app = express();
      const held = [];
      app.use((request, response, next) => { shape.learn(request); next(); });
      app.get('/:id', (request, response) => { if (request.params.id === 'hold') held.push([request, response]); else response.json({}); });
      const server = createServer(app).listen(0, '127.0.0.1', async () => {
        const { port } = server.address();
        const ask = (path) => get({ port, path, agent: false }, (answer) => answer.resume());
        for (let count = 0; count < 50; count++) await new Promise((done) => ask('/x').on('close', done));
        ask('/hold').on('error', () => {}); ask('/hold').on('error', () => {});
        while (held.length < 2) await new Promise((done) => setTimeout(done, 10));
        const [[q1, r1], [q2, r2]] = held;
        console.log(%HaveSameMap(q1, q2), %HaveSameMap(r1, r2), %HasFastProperties(q1), %HasFastProperties(r1));
        process.exit();
      });`;
    const url = new URL('./express-shape.ts', import.meta.url).href;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--allow-natives-syntax', '--import', 'tsx', '--input-type=module', '--eval', script, url],
      { cwd: process.cwd(), timeout: 30_000 }
    );
    expect(stdout.trim()).toBe('true true true true');
  });
});
