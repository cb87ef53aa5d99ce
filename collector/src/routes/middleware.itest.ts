import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { Router, type Express } from 'express';
import { createParts, listen, until, type Given, type Running } from './testing/application.js';

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(given: Given, build: (app: Express, parts: ReturnType<typeof createParts>) => void) {
  const parts = createParts(given);
  const app = express();
  app.use(parts.middleware);
  build(app, parts);
  // Express' own error page would print what the tests provoke.
  app.use(
    (_: unknown, __: express.Request, res: express.Response, ___: express.NextFunction) => void res.status(500).end()
  );
  const server = await listen(app);
  running.push(server);
  return { ...parts, ...server };
}

const durations = (text: string): string[] =>
  [...text.matchAll(/http_request_duration_seconds_count\{service="shop",(.*)\} (\d+)/g)].map(
    (match) => `${match[1]} ${match[2]}`
  );

describe('the middleware in Express', () => {
  it('records a request under its route template, method and class of status', async () => {
    const { get, text, finished } = await start({}, (app) => {
      app.get('/products/:id', (_, res) => void res.json({}));
      app.post('/orders', (_, res) => void res.status(201).end());
      app.get(['/list', '/list/:page'], (_, res) => void res.end());
      app.get('/broken', () => {
        throw new Error('broken');
      });
    });
    await get('/products/1?q=1');
    await get('/products/2');
    await get('/orders', {}, 'POST');
    await get('/broken');
    await get('/list/2');
    await until(() => finished.length === 5);
    expect(durations(await text()).sort()).toEqual([
      'method="GET",route="/broken",status_class="5xx" 1',
      'method="GET",route="/list/:page",status_class="2xx" 1',
      'method="GET",route="/products/:id",status_class="2xx" 2',
      'method="POST",route="/orders",status_class="2xx" 1',
    ]);
    expect(await text()).toContain('growth_engine_http_requests_in_flight{service="shop"} 0');
  });

  it('names parametrised mounts by their patterns, never by values', async () => {
    const { get, text, finished } = await start({}, (app) => {
      const items = Router();
      items.get('/items/:id', (_, res) => void res.end());
      items.get('/', (_, res) => void res.end());
      const tenant = Router();
      tenant.use('/t/:tid', items);
      app.use('/api', tenant);
      app.use(['/v1', '/v2/:x'], items);
      const sub = express();
      sub.get('/deep/:id', (_, res) => void res.end());
      app.use('/sub/:s', sub);
      app.use('/wrapped/:w', (req, res, next) => items(req, res, next));
    });
    for (const path of [
      '/api/t/a/items/1',
      '/api/t/b/items/2',
      '/api/t/items/items/items',
      '/API/t/c/items/3',
      '/api/t/d',
    ]) {
      await get(path);
    }
    for (const path of ['/v1/items/1', '/v2/q/items/1', '/v2/r/items/7', '/sub/1/deep/2', '/sub/3/deep/4'])
      await get(path);
    await get('/wrapped/1/items/2');
    await get('/wrapped/2/items/3');
    await until(() => finished.length === 12);
    expect(
      durations(await text())
        .map((line) => /route="([^"]*)"/.exec(line)?.[1])
        .sort()
    ).toEqual([
      '*/items/:id',
      '/api/t/:tid',
      '/api/t/:tid/items/:id',
      '/sub/:s/deep/:id',
      '/v1/items/:id',
      '/v2/:x/items/:id',
    ]);
  });

  it('makes one series of 10,000 random paths and methods', async () => {
    const { get, text, finished, middleware } = await start({}, () => {});
    await get('/nope/1');
    await get('/x', {}, 'PROPFIND');
    await until(() => finished.length === 2);
    expect(durations(await text())).toEqual([
      'method="GET",route="unmatched",status_class="4xx" 1',
      'method="_OTHER",route="unmatched",status_class="4xx" 1',
    ]);
    for (let count = 0; count < 10_000; count++) {
      const request = new IncomingMessage(new Socket());
      request.method = `M${count}`;
      request.url = `/${Math.random()}/${count}?x=${Math.random()}`;
      const response = new ServerResponse(request);
      middleware(request, response, () => {});
      response.statusCode = 404;
      response.emit('finish');
    }
    expect(finished).toHaveLength(10_002);
    expect(durations(await text())).toHaveLength(2);
  });

  it('counts a request once whose client went away, and not among the answered', async () => {
    const { port, text, finished, admission } = await start({}, (app) => {
      app.get('/slow', (_, res) => {
        res.write('begun');
      });
    });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n'));
    await new Promise((resolve) => socket.once('data', resolve));
    expect(await text()).toContain('http_requests_in_flight{service="shop"} 1');
    socket.destroy();
    await until(async () => (await text()).includes('http_requests_in_flight{service="shop"} 0'));
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="/slow"} 1');
    expect(durations(await text())).toEqual([]);
    expect([finished.length, admission.inFlight()]).toEqual([0, 0]);
  });

  it('tells code in the handler which request it serves', async () => {
    const seen: (string | undefined)[] = [];
    const { get } = await start({}, (app, { carrier }) => {
      carrier.enable();
      app.get('/products/:id', async (_, res) => {
        await Promise.resolve();
        seen.push(carrier.current()?.route);
        res.end();
      });
    });
    await get('/products/1');
    expect(seen).toEqual(['/products/:id']);
  });

  it('does not fail a request when what listens to its end throws', async () => {
    const parts = createParts();
    parts.finished.push = () => {
      throw new Error('a listener of ours');
    };
    const server = await listen((req, res) => parts.middleware(req, res, () => res.end('fine')));
    running.push(server);
    expect((await server.get('/')).body).toBe('fine');
    expect((await server.get('/')).body).toBe('fine');
  });
});

describe('admission in the middleware', () => {
  it('answers 503 with Retry-After and a problem document, low priority first, health and metrics never', async () => {
    const held: (() => void)[] = [];
    const { get, text, rejected, finished } = await start(
      {
        limits: { maxConcurrentRequests: 2 },
        routes: [
          { id: 'report', path: '/report/:id', priority: 'low' },
          { id: 'checkout', path: '/checkout', priority: 'high' },
        ],
      },
      (app) => {
        app.get('/hold', (_, res) => void held.push(() => void res.end()));
        app.get(
          ['/report/:id', '/checkout', '/healthz', '/metrics', '/api/growth-engine/health'],
          (_, res) => void res.end('ok')
        );
      }
    );
    const holding = get('/hold');
    await until(() => held.length === 1);
    const refused = await get('/report/7');
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(refused.body)).toMatchObject({
      type: 'urn:growth-engine:problem:overloaded',
      status: 503,
      nextStep: 'Try again after the time in Retry-After.',
    });
    expect((await get('/checkout')).status).toBe(200);
    for (const path of ['/healthz', '/metrics', '/api/growth-engine/health'])
      expect((await get(path)).status).toBe(200);
    held[0]?.();
    await holding;
    await until(() => finished.length === 5);
    expect(rejected).toEqual(['/report/:id concurrency']);
    const lines = await text();
    expect(lines).toContain('http_requests_rejected_total{service="shop",route="/report/:id",reason="concurrency"} 1');
    expect(durations(lines).join()).not.toContain('/report');
  });

  it('ends a request that runs too long with 503, counts it as an error, and survives its late handler', async () => {
    const late: unknown[] = [];
    const { get, text, finished } = await start({ limits: { requestTimeoutMs: 50 } }, (app) => {
      app.get('/slow', async (_, res) => {
        res.setHeader('content-type', 'text/html');
        res.setHeader('x-request-id', '7');
        await new Promise((resolve) => setTimeout(resolve, 200));
        try {
          res.status(200).json({ too: 'late' });
          res.write('more');
          late.push('written');
        } catch (error) {
          late.push(error);
        }
      });
    });
    const answer = await get('/slow');
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['x-request-id']).toBe('7');
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'urn:growth-engine:problem:request-timeout' });
    await until(() => late.length > 0 && finished.length > 0);
    expect(late).toEqual(['written']);
    expect(durations(await text())).toEqual(['method="GET",route="/slow",status_class="5xx" 1']);
    expect((await get('/nope')).status).toBe(404);
  });

  it('leaves an answer alone that has begun', async () => {
    const { get } = await start({ limits: { requestTimeoutMs: 30 } }, (app) => {
      app.get('/stream', (_, res) => {
        res.write('one ');
        setTimeout(() => res.end('two'), 150);
      });
    });
    expect(await get('/stream')).toMatchObject({ status: 200, body: 'one two' });
  });
});

describe('the middleware in plain node:http', () => {
  it('does the same, with declared paths for route templates', async () => {
    const parts = createParts({ routes: [{ id: 'p', path: '/products/:id', cacheStrategy: 'short' }] });
    let calls = 0;
    const server = await listen((req, res) =>
      parts.middleware(req, res, () => {
        calls++;
        res.setHeader('content-type', 'text/plain');
        res.end('plain');
      })
    );
    running.push(server);
    expect((await server.get('/products/1')).headers['x-growth-engine-cache']).toBeUndefined();
    const second = await server.get('/products/1');
    expect(second).toMatchObject({
      body: 'plain',
      headers: { 'x-growth-engine-cache': 'hit', 'content-type': 'text/plain' },
    });
    await server.get('/other');
    await until(() => parts.finished.length === 3);
    expect(calls).toBe(2);
    expect(parts.finished.map(({ route }) => route)).toEqual(['/products/:id', '/products/:id', 'unmatched']);
  });
});
