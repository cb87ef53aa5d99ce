import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createParts, listen, type Running } from './testing/application.js';

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

type Answer = (response: ServerResponse) => void;

const plain: Answer = (response) => {
  response.setHeader('content-type', 'text/plain');
  response.end('plain');
};

/** One way to answer per path; the path comes last, so that all share the route and what is known of its answers. */
async function start(answers: Readonly<Record<string, Answer>>, framework: 'express' | 'node') {
  const { middleware } = createParts({ routes: [{ id: 'one', path: '/r/:kind', cacheStrategy: 'short' }] });
  const handle = (url: string | undefined, response: ServerResponse): void =>
    (answers[(url ?? '').replace(/^.*\/(\w+).*$/, '$1')] ?? plain)(response);
  const app = express();
  app.use(middleware);
  app.get('/r/:kind', (request, response) => handle(request.originalUrl, response));
  const server = await listen(
    framework === 'express'
      ? app
      : (request, response) => middleware(request, response, () => handle(request.url, response))
  );
  running.push(server);
  const isHit = async (kind: string): Promise<boolean> => {
    await server.get(`/r/${kind}`);
    return (await server.get(`/r/${kind}`)).headers['x-growth-engine-cache'] === 'hit';
  };
  return { ...server, isHit };
}

describe.each(['express', 'node'] as const)('answers that are read along in %s', (framework) => {
  it('are judged one by one, however alike those before were', async () => {
    const withHeader =
      (name: string, value: string): Answer =>
      (response) => {
        response.setHeader('content-type', 'text/plain');
        response.setHeader(name, value);
        response.end('not for all');
      };
    const { get, isHit } = await start(
      {
        cookie: withHeader('set-cookie', 'a=1'),
        own: withHeader('cache-control', 'private'),
        written: (response) =>
          response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': 'a=1' }).end('own'),
        listed: (response) =>
          response.writeHead(200, 'fine', ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1']).end(),
        failed: (response) => {
          response.statusCode = 500;
          plain(response);
        },
      },
      framework
    );
    for (let count = 0; count < 3; count++) await get(`/r/x${count}`);
    for (const kind of ['cookie', 'own', 'written', 'listed', 'failed']) {
      expect([kind, await isHit(kind)]).toEqual([kind, false]);
      expect(await isHit('plain')).toBe(true);
    }
  });

  it('keep their own length, tag and bytes', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x41, 0x80]);
    const tagged =
      (tag: string, body: string | Buffer): Answer =>
      (response) => {
        response.setHeader('content-type', 'text/plain');
        response.setHeader('etag', `"${tag}"`);
        response.setHeader('content-length', Buffer.byteLength(body));
        response.end(body);
      };
    const reused = Buffer.from('as it was');
    const { get, isHit } = await start(
      {
        a: tagged('a', 'short'),
        b: tagged('b', Buffer.from('a longer text')),
        umlaut: tagged('u', Buffer.from('\u00fcber \ufffd')),
        streamed: (response) => {
          response.setHeader('content-type', 'text/plain');
          response.write('one, ');
          response.write(Buffer.from('two'));
          response.end();
        },
        reused: (response) => {
          response.setHeader('content-type', 'text/plain');
          response.end(reused, () => reused.fill('x'));
        },
        bytes: (response) => {
          response.setHeader('content-type', 'application/octet-stream');
          response.end(bytes);
        },
      },
      framework
    );
    for (const kind of ['a', 'b', 'umlaut', 'streamed', 'reused', 'bytes'])
      expect([kind, await isHit(kind)]).toEqual([kind, true]);
    const [a, b] = [await get('/r/a'), await get('/r/b')];
    expect([a.headers.etag, a.headers['content-length'], a.body]).toEqual(['"a"', '5', 'short']);
    expect([b.headers.etag, b.headers['content-length'], b.body]).toEqual(['"b"', '13', 'a longer text']);
    expect((await get('/r/umlaut')).body).toBe('\u00fcber \ufffd');
    expect((await get('/r/streamed')).body).toBe('one, two');
    expect((await get('/r/reused')).body).toBe('as it was');
    expect((await get('/r/bytes')).headers['content-length']).toBe('4');
    expect((await get('/r/bytes')).body).toBe(bytes.toString('utf8'));
  });
});
