import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { connect, Socket, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createParts, listen, until } from './testing/application.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const REQUEST = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Plain node:http that answers `/now` at once and leaves everything else open. */
async function start() {
  const parts = createParts({ routes: [{ id: 'now', path: '/now' }] });
  const open: ServerResponse[] = [];
  const server = await listen((request, response) =>
    parts.middleware(request, response, () => {
      if (request.url === '/now') response.end('now');
      else open.push(response);
    })
  );
  closing.push(() => server.close());
  const inFlight = async (): Promise<string | undefined> =>
    /http_requests_in_flight\{service="shop"\} (\d+)/.exec(await parts.text())?.[1];
  return { ...parts, ...server, open, inFlight };
}

describe('requests by their connection', () => {
  it('counts all pipelined requests of a client that went away, each once', async () => {
    const { port, open, inFlight, text, admission } = await start();
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST('/a') + REQUEST('/b') + REQUEST('/c')));
    await until(() => open.length === 3);
    expect(await inFlight()).toBe('3');
    socket.destroy();
    await until(async () => (await inFlight()) === '0');
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="unmatched"} 3');
    expect(admission.inFlight()).toBe(0);
  });

  it('tells answered requests of a connection from the one that was cut off', async () => {
    const { port, open, inFlight, text, finished } = await start();
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST('/now') + REQUEST('/now') + REQUEST('/open')));
    await until(() => open.length === 1 && finished.length === 2);
    socket.destroy();
    await until(async () => (await inFlight()) === '0');
    expect(finished.map(({ route }) => route)).toEqual(['/now', '/now']);
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="unmatched"} 1');
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="/now"} 0');
  });

  it('listens once per connection, however many requests it carries', async () => {
    const { port, finished, middleware } = await start();
    const counts: number[] = [];
    const other = await listen((request, response) => {
      middleware(request, response, () => response.end('fine'));
      counts.push(request.socket.listenerCount('close'));
    });
    closing.push(() => other.close());
    const socket = connect(other.port, '127.0.0.1');
    socket.resume();
    for (let count = 1; count <= 5; count++) {
      socket.write(REQUEST('/now'));
      await until(() => finished.length === count);
    }
    socket.destroy();
    expect(new Set(counts).size).toBe(1);
    expect(port).not.toBe(other.port);
  });

  it('counts a request whose client was gone before it arrived here', async () => {
    const { middleware, text } = createParts({});
    const socket = new Socket();
    socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    const request = Object.assign(new IncomingMessage(socket), { method: 'GET', url: '/late' });
    middleware(request, new ServerResponse(request), () => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="unmatched"} 1');
    expect(await text()).toContain('http_requests_in_flight{service="shop"} 0');
  });

  it('takes what stands in for a socket in tests of an application', async () => {
    const { middleware, text, finished } = createParts({});
    for (const socket of [undefined, {}, new EventEmitter()]) {
      const request = Object.assign(new IncomingMessage(socket as Socket), { method: 'GET', url: '/' });
      const response = new ServerResponse(request);
      middleware(request, response, () => {});
      response.emit('finish');
      response.emit('close');
    }
    expect(finished).toHaveLength(3);
    expect(await text()).toContain('http_requests_in_flight{service="shop"} 0');
  });

  it('is told by the response where what stands in for a socket does not tell of its end', async () => {
    const { middleware, text, finished, admission } = createParts({});
    const shared = new EventEmitter();
    for (const socket of [undefined, {}, shared, shared]) {
      const request = Object.assign(new IncomingMessage(socket as Socket), { method: 'GET', url: '/' });
      const response = new ServerResponse(request);
      middleware(request, response, () => {});
      response.emit('close');
    }
    expect(finished).toHaveLength(0);
    expect(admission.inFlight()).toBe(0);
    expect(await text()).toContain('http_requests_aborted_total{service="shop",route="unmatched"} 4');
    expect(await text()).toContain('http_requests_in_flight{service="shop"} 0');
  });

  it('follows the streams of HTTP/2 one by one', async () => {
    const parts = createParts({ routes: [{ id: 'now', path: '/now', cacheStrategy: 'short' }] });
    let open = 0;
    const middleware = parts.middleware as unknown as (
      request: Http2ServerRequest,
      response: Http2ServerResponse,
      next: () => void
    ) => void;
    const server: Http2Server = createHttp2((request, response) =>
      middleware(request, response, () => {
        if (request.url === '/now') response.end('now');
        else open++;
      })
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closing.push(async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const ask = (path: string) => client.request({ ':path': path }).resume();
    const held = ask('/open');
    held.on('error', () => undefined);
    await until(() => open === 1);
    for (const path of ['/now', '/now']) await new Promise((resolve) => ask(path).on('close', resolve));
    await until(() => parts.finished.length === 2);
    held.close();
    await until(async () => (await parts.text()).includes('http_requests_in_flight{service="shop"} 0'));
    expect(await parts.text()).toContain('http_requests_aborted_total{service="shop",route="unmatched"} 1');
    expect(await parts.text()).toContain('cache_requests_total{service="shop",cache="route:now",result="hit"} 1');
  });
});
