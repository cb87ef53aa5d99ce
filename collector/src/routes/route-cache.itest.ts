import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type Express, type RequestHandler } from 'express';
import { ManualClock } from '../agent/testing/manual-clock.js';
import type { GrowthEngineRoute, RouteRequest, Tunable } from '../contract/index.js';
import { benchmarkRoute } from './benchmark.js';
import { createParts, listen, until, type Running } from './testing/application.js';

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(
  route: Partial<GrowthEngineRoute>,
  handler: RequestHandler,
  before: (app: Express) => void = () => {}
) {
  const clock = new ManualClock();
  const parts = createParts({ clock, routes: [{ id: 'page', path: '/page', cacheStrategy: 'short', ...route }] });
  const app = express();
  before(app);
  app.use(parts.middleware);
  let calls = 0;
  app.get(route.path ?? '/page', (req, res, next) => {
    calls++;
    return handler(req, res, next);
  });
  const server = await listen(app);
  running.push(server);
  return { ...parts, ...server, clock, calls: () => calls };
}

const cacheOf = (answer: { headers: Record<string, unknown> }): unknown => answer.headers['x-growth-engine-cache'];
const session = (request: RouteRequest): string | undefined =>
  /session=(\w+)/.exec(String(request.headers['cookie']))?.[1];

describe('two sessions', () => {
  const whoAmI: RequestHandler = (req, res) => void res.json({ you: session(req) ?? 'nobody' });

  it('never see each other’s answer where the route declares no key', async () => {
    const { get } = await start({}, whoAmI);
    for (let round = 0; round < 3; round++) {
      for (const user of ['ann', 'bob']) {
        const answer = await get('/page', { cookie: `session=${user}` });
        expect(answer.body).toBe(`{"you":"${user}"}`);
        expect(cacheOf(answer)).toBe('bypass');
        expect((await get('/page', { authorization: `Bearer ${user}` })).headers['x-growth-engine-cache']).toBe(
          'bypass'
        );
      }
      expect((await get('/page')).body).toBe('{"you":"nobody"}');
    }
  });

  it('never see each other’s answer where the route declares a key, and are answered from the cache each', async () => {
    const { get, calls } = await start({ cacheKey: session }, whoAmI);
    for (const [round, expected] of [undefined, 'hit', 'hit'].entries()) {
      for (const user of ['ann', 'bob']) {
        const answer = await get('/page', { cookie: `session=${user}` });
        expect([round, answer.body, cacheOf(answer)]).toEqual([round, `{"you":"${user}"}`, expected]);
      }
    }
    expect(cacheOf(await get('/page'))).toBe('bypass');
    expect(calls()).toBe(3);
  });

  it('are never handed a cookie that was set for somebody else', async () => {
    let issued = 0;
    const login: RequestHandler = (_, res) => void res.cookie('session', `s${++issued}`).send('welcome');
    const open = await start({}, login);
    expect((await open.get('/page')).headers['set-cookie']).toEqual(['session=s1; Path=/']);
    const second = await open.get('/page');
    expect([second.headers['set-cookie'], cacheOf(second)]).toEqual([['session=s2; Path=/'], 'bypass']);
    const keyed = await start({ cacheKey: () => 'everybody' }, login);
    await keyed.get('/page');
    const shared = await keyed.get('/page');
    expect([shared.headers['set-cookie'], cacheOf(shared), shared.body]).toEqual([undefined, 'hit', 'welcome']);
  });

  it('are kept apart by a key that says the same for two paths or hosts', async () => {
    const { get } = await start(
      { path: '/page/:id', cacheKey: () => 'same' },
      (req, res) => void res.send(`${req.params['id'] as string} ${req.get('host') ?? ''}`)
    );
    expect((await get('/page/1', { host: 'a' })).body).toBe('1 a');
    expect((await get('/page/2', { host: 'a' })).body).toBe('2 a');
    expect((await get('/page/1', { host: 'b' })).body).toBe('1 b');
    expect(
      (await get('/page/1', { host: 'a', 'x-forwarded-host': 'evil' })).headers['x-growth-engine-cache']
    ).toBeUndefined();
  });

  it('bypass the cache when the key function fails', async () => {
    const { get } = await start(
      {
        cacheKey: () => {
          throw new Error('bad key');
        },
      },
      whoAmI
    );
    expect(await get('/page')).toMatchObject({ status: 200, headers: { 'x-growth-engine-cache': 'bypass' } });
  });
});

describe('the route cache', () => {
  it('answers again with the same status, headers and body, an age, and without the handler', async () => {
    const { get, calls, clock, text } = await start({}, (_, res) => void res.set('x-own', 'yes').json({ n: 1 }));
    const first = await get('/page?b=1&a=2');
    clock.advance(5000);
    const second = await get('/page?a=2&b=1');
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({
      'x-growth-engine-cache': 'hit',
      age: '5',
      'x-own': 'yes',
      etag: first.headers.etag,
    });
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(cacheOf(await get('/page?a=3&b=1'))).toBeUndefined();
    expect(calls()).toBe(2);
    expect(await text()).toContain('cache_requests_total{service="shop",cache="route:page",result="hit"} 1');
  });

  it('forgets at its TTL, and follows the setting up to the TTL of the strategy', async () => {
    const { get, clock, caching } = await start({ ttlSeconds: 2 }, (_, res) => void res.send('x'));
    const [ttl] = caching.tunables() as [Tunable];
    expect(ttl.describe()).toMatchObject({ name: 'route.page.ttl', max: 300, default: 2, routes: ['/page'] });
    expect(ttl.describe().subject).toEqual({ cache: 'route:page' });
    await get('/page');
    clock.advance(2000);
    expect(cacheOf(await get('/page'))).toBeUndefined();
    ttl.set(300);
    clock.advance(100_000);
    expect(cacheOf(await get('/page'))).toBe('hit');
    caching.clear();
    expect(cacheOf(await get('/page'))).toBeUndefined();
  });

  it('bounds the TTL by the staleness that the route declares', async () => {
    const { caching } = await start({ ttlSeconds: 2, maxStalenessSeconds: 10 }, (_, res) => void res.end());
    expect(caching.tunables()[0]?.describe()).toMatchObject({
      max: 10,
      maxReason: 'maxStalenessSeconds of route page',
    });
  });

  it('marks the request with the arm of its key during a trial', async () => {
    const { get, caching, finished } = await start({}, (_, res) => void res.send('x'));
    const running = caching.tunables()[0]?.splitByKeys?.(2, 20, 0.5, 5);
    for (let index = 0; index < 20; index++) await get(`/page?n=${index}`);
    await until(() => finished.length === 20);
    expect(new Set(finished.map(({ arm }) => arm))).toEqual(new Set(['a', 'b']));
    running?.end(20);
  });

  it('keeps answers apart that Vary keeps apart, compressed ones among them', async () => {
    const { get } = await start({}, (req, res) => {
      res.vary('Accept-Encoding');
      if (req.acceptsEncodings('gzip') === 'gzip') res.set('content-encoding', 'gzip').end(gzipSync('text'));
      else res.end('text');
    });
    await get('/page', { 'accept-encoding': 'gzip' });
    expect(await get('/page')).toMatchObject({
      body: 'text',
      headers: expect.not.objectContaining({ 'x-growth-engine-cache': 'hit' }),
    });
    const hit = await get('/page', { 'accept-encoding': 'gzip' });
    expect(hit.headers).toMatchObject({ 'x-growth-engine-cache': 'hit', 'content-encoding': 'gzip' });
    expect(await get('/page')).toMatchObject({ body: 'text', headers: { 'x-growth-engine-cache': 'hit' } });
  });

  it('stores what the handler wrote when a middleware around it compresses', async () => {
    const compress: RequestHandler = (_, res, next) => {
      const end = res.end.bind(res);
      res.end = ((chunk: Buffer) => {
        res.set('content-encoding', 'gzip');
        res.removeHeader('content-length');
        return end(gzipSync(chunk));
      }) as typeof res.end;
      next();
    };
    const { baseUrl } = await start(
      {},
      (_, res) => void res.end('text'),
      (app) => app.use(compress)
    );
    for (const expected of [null, 'hit']) {
      const answer = await fetch(`${baseUrl}/page`);
      expect([answer.headers.get('x-growth-engine-cache'), await answer.text()]).toEqual([expected, 'text']);
    }
    expect(gunzipSync(gzipSync('x')).toString()).toBe('x');
  });

  it('does not hold up a stream, and stores it when it has ended', async () => {
    const { get, calls } = await start({}, (_, res) => {
      res.type('text');
      Readable.from(['one ', 'two ', 'three']).pipe(res);
    });
    expect((await get('/page')).body).toBe('one two three');
    expect(await get('/page')).toMatchObject({ body: 'one two three', headers: { 'x-growth-engine-cache': 'hit' } });
    expect(calls()).toBe(1);
  });

  it.each<[string, RequestHandler]>([
    ['larger than 1 MiB', (_, res) => void res.send('x'.repeat(1024 * 1024 + 1))],
    ['an error', (_, res) => void res.status(500).send('x')],
    ['private', (_, res) => void res.set('cache-control', 'private').send('x')],
    ['no-store', (_, res) => void res.writeHead(200, { 'Cache-Control': 'no-store' }).end('x')],
    ['different every time', (_, res) => void res.set('vary', '*').send('x')],
    ['shorter than it promised', (_, res) => (res.set('content-length', '5'), res.write('abc'), void res.destroy())],
  ])('does not store an answer that is %s', async (_, handler) => {
    const { get, calls } = await start({}, handler);
    for (let round = 0; round < 2; round++) await get('/page').catch(() => undefined);
    expect(calls()).toBe(2);
  });

  it.each([{ range: 'bytes=0-1' }, { 'cache-control': 'no-cache' }, { 'cache-control': 'no-store' }])(
    'is bypassed by a request with %j',
    async (headers) => {
      const { get, calls } = await start({}, (_, res) => void res.send('abcdef'));
      await get('/page');
      expect(cacheOf(await get('/page', headers as Record<string, string>))).toBe('bypass');
      expect(calls()).toBe(2);
    }
  );

  it('answers HEAD from what GET stored, and a condition with 304', async () => {
    const { get, calls } = await start({}, (_, res) => void res.send('body'));
    expect(cacheOf(await get('/page', {}, 'HEAD'))).toBeUndefined();
    const { headers } = await get('/page');
    expect(cacheOf({ headers })).toBeUndefined();
    const head = await get('/page', {}, 'HEAD');
    expect(head).toMatchObject({
      status: 200,
      body: '',
      headers: { 'x-growth-engine-cache': 'hit', 'content-length': '4' },
    });
    const unchanged = await get('/page', { 'if-none-match': String(headers.etag) });
    expect([unchanged.status, unchanged.body]).toEqual([304, '']);
    expect(calls()).toBe(2);
  });

  it('leaves headers to the request that they belong to', async () => {
    let request = 0;
    const { get } = await start(
      {},
      (_, res) => void res.send('x'),
      (app) => app.use((_, res, next) => (res.set('x-request-id', String(++request)), next()))
    );
    expect((await get('/page')).headers['x-request-id']).toBe('1');
    expect((await get('/page')).headers).toMatchObject({ 'x-request-id': '2', 'x-growth-engine-cache': 'hit' });
  });

  it('compresses the bodies of strategies that say so', async () => {
    const page = 'All work and no play makes Jack a dull boy. '.repeat(100);
    const { get, text } = await start({ cacheStrategy: 'medium' }, (_, res) => void res.send(page));
    await get('/page');
    expect((await get('/page')).body).toBe(page);
    const bytes = /cache_bytes\{service="shop",cache="route:page"\} (\d+)/.exec(await text())?.[1];
    expect(Number(bytes)).toBeLessThan(500);
  });

  it('does not store what the handler read before the cache was cleared', async () => {
    let answer: () => void = () => {};
    const { get, caching, calls } = await start({}, (_, res) => void (answer = () => void res.send('old')));
    const first = get('/page');
    await until(() => calls() === 1);
    caching.clear();
    answer();
    await first;
    const second = get('/page');
    await until(() => calls() === 2);
    answer();
    expect(cacheOf(await second)).toBeUndefined();
  });
});

describe('benchmarkRoute', () => {
  it('measures load times and the hit rate by real requests', async () => {
    const { baseUrl } = await start({}, (_, res) => void res.send('x'));
    const result = await benchmarkRoute({ baseUrl, path: '/page', requests: 20 });
    expect(result).toMatchObject({ requests: 20, cacheHitRate: 95 });
    expect(result.averageLoadTime).toBeGreaterThan(0);
    expect(result.p95LoadTime).toBeGreaterThan(0);
  });

  it('says what is wrong when there is nobody, another answer, or no URL', async () => {
    const { baseUrl, close } = await start({}, (_, res) => void res.status(404).end());
    await expect(benchmarkRoute({ baseUrl, path: 'page' })).rejects.toThrow(
      'it answered 404. Name a path that answers 2xx'
    );
    await close();
    running.pop();
    await expect(benchmarkRoute({ baseUrl, path: '/page' })).rejects.toThrow(
      /ECONNREFUSED.*Start the application there/
    );
    await expect(benchmarkRoute({ baseUrl: 'nowhere', path: '/page' })).rejects.toThrow('is no URL');
    await expect(benchmarkRoute({ baseUrl, path: '/page', requests: 0 })).rejects.toThrow('requests is 0');
  });
});

describe('a route of which next to nothing is asked for twice', () => {
  it('stores an answer when it is asked for the second time, and counts those that it did not store', async () => {
    const { get, text } = await start({ path: '/items/:id', capacity: 10 }, (req, res) => void res.send(req.path));
    for (let item = 0; item < 2_500; item++) await get(`/items/${item}`);
    const rejected = /cache_admissions_rejected_total\{[^}]*cache="route:page"[^}]*\} (\d+)/.exec(await text())?.[1];
    expect(Number(rejected)).toBeGreaterThan(300);

    const answers = [];
    for (let time = 0; time < 3; time++) answers.push(await get('/items/liked'));
    expect(answers.map(({ body }) => body)).toEqual(Array(3).fill('/items/liked'));
    expect(answers.map(cacheOf)).toEqual([undefined, undefined, 'hit']);
    // What a client reloads is stored in place of the older one, whoever else asks for it.
    await get('/items/liked', { 'cache-control': 'no-cache' });
    expect(cacheOf(await get('/items/liked'))).toBe('hit');
  });
});
