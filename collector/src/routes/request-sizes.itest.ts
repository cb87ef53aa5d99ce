import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createParts, listen, until, type Given } from './testing/application.js';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(given: Given = { sizes: true }) {
  const parts = createParts({
    routes: [
      { id: 'up', path: '/up' },
      { id: 'down', path: '/down' },
    ],
    ...given,
  });
  const server = await listen((request, response) =>
    parts.middleware(request, response, () => {
      request.resume().on('end', () => {
        if (request.url === '/down') for (let count = 0; count < 10; count++) response.write('x'.repeat(1000));
        response.end('end');
      });
    })
  );
  closing.push(() => server.close());
  const sums = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      [
        ...(await parts.text()).matchAll(
          /growth_engine_http_(\w+)_size_bytes_sum\{service="shop",method="(\w+)",route="([^"]+)"\} (\d+)/g
        ),
      ].map(([, of, method, route, sum]) => [`${of} ${method} ${route}`, Number(sum)])
    );
  return { ...parts, ...server, sums };
}

describe('sizes of requests and answers', () => {
  it('are what crossed the connection, request by request of a kept one, streamed or not', async () => {
    const { port, finished, sums } = await start();
    let received = '';
    const socket = connect(port, '127.0.0.1');
    closing.push(() => void socket.destroy());
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    const ask = async (text: string): Promise<number> => {
      received = '';
      const before = finished.length;
      socket.write(text);
      await until(() => finished.length > before && /end$|end\r\n0\r\n\r\n$/.test(received));
      return received.length;
    };
    const posted = `POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n${'u'.repeat(5000)}`;
    const chunked = `PUT /up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`;
    const asked = `GET /down HTTP/1.1\r\nHost: x\r\n\r\n`;
    const answers = { posted: await ask(posted), chunked: await ask(chunked), asked: await ask(asked) };
    expect(await sums()).toEqual({
      'request POST /up': posted.length,
      'response POST /up': answers.posted,
      'request PUT /up': chunked.length,
      'response PUT /up': answers.chunked,
      'request GET /down': asked.length,
      'response GET /down': answers.asked,
    });
    expect(answers.asked).toBeGreaterThan(10_000);
  });

  it('are not kept unless asked for, and an unknown method has no series of its own', async () => {
    const without = await start({});
    await without.get('/up');
    await until(() => without.finished.length === 1);
    expect(await without.text()).not.toContain('size_bytes');
    const { port, finished, sums } = await start();
    const agent = new Agent();
    closing.push(() => agent.destroy());
    await new Promise<void>((resolve) =>
      httpRequest({ port, host: '127.0.0.1', path: '/up', method: 'PROPFIND', agent }, (answer: IncomingMessage) =>
        answer.resume().on('end', () => resolve())
      ).end()
    );
    await until(() => finished.length === 1);
    expect(Object.keys(await sums())).toEqual(['request _OTHER /up', 'response _OTHER /up']);
  });
});
