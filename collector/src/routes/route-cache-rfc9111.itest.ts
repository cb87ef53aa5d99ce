import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { createParts, listen, until, type Answer } from './testing/application.js';
import { EPOCH_MS, RFC_9111, type Answered, type Asked, type ConformanceCase } from './testing/rfc9111-table.js';

/** The table is data; this is all that runs it. */
async function run(given: ConformanceCase): Promise<void> {
  const clock = new ManualClock();
  expect(clock.now()).toBe(EPOCH_MS);
  const { cacheKey, ttlSeconds = 300 } = given;
  const shared = { cacheStrategy: 'short', ttlSeconds, ...(cacheKey === undefined ? {} : { cacheKey }) } as const;
  const { middleware } = createParts({
    clock,
    routes: [
      { id: 'page', path: '/page', ...shared },
      { id: 'one', path: '/page/:id', ...shared },
    ],
  });
  let handled = 0;
  const script: Answered[] = [given.stored];
  if (given.between !== undefined) script.push({ status: given.between.answer, body: '' });
  const server = await listen((request, response) =>
    middleware(request, response, () => {
      const answer = script[handled++] ?? { body: 'new' };
      request.resume();
      request.on('end', () => write(response, answer));
    })
  );
  try {
    const first = ask(server.port, given.first ?? {}, given.stored.ends === 'left');
    await first.catch(() => undefined);
    await until(() => handled === 1);
    if (given.stored.ends !== undefined) await new Promise((resolve) => setTimeout(resolve, 30));
    if (given.between !== undefined) await ask(server.port, given.between);
    clock.advance((given.after ?? 1) * 1000);
    const { expected } = given;
    const second = await asked(given.then ?? {});
    expect(second.from).toBe(expected.from);
    const { status, headers, body } = second.answer;
    if (expected.from === 'cache' || expected.status !== undefined) expect(status).toBe(expected.status ?? 200);
    if (expected.body !== undefined) expect(body).toBe(expected.body);
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      expect([name, headers[name]]).toEqual([name, value ?? undefined]);
    }
    if (expected.thereafter !== undefined) expect((await asked({})).from).toBe(expected.thereafter);
  } finally {
    await server.close();
  }

  async function asked(what: Asked): Promise<{ readonly answer: Answer; readonly from: 'cache' | 'handler' }> {
    const before = handled;
    const answer = await ask(server.port, what);
    return { answer, from: handled === before ? 'cache' : 'handler' };
  }
}

function write(response: ServerResponse, { status = 200, headers = {}, body = 'stored', ends }: Answered): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  switch (ends) {
    case 'cut':
      response.write(body);
      response.destroy();
      return;
    case 'short':
      response.setHeader('content-length', body.length + 5);
      response.end(body);
      return;
    case 'left':
      response.write(body);
      response.on('close', () => response.end());
      return;
    case undefined:
      response.end(body);
  }
}

function ask(
  port: number,
  { method = 'GET', path = '/page', headers = {}, body }: Asked,
  leave = false
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (answer: IncomingMessage) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
          if (leave) request.destroy();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
        answer.on('error', reject);
      }
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe.each(Object.entries(RFC_9111))('RFC 9111: %s', (_, cases) => {
  it.each(
    cases.map((one) => [one.section, one.title, one.departure === undefined ? '' : ' (departure)', one] as const)
  )('%s: %s%s', async (_section, _title, _departure, one) => run(one));
});

it('each case of the table has a title of its own, and a departure says why in a sentence', () => {
  const all = Object.values(RFC_9111).flat();
  expect(new Set(all.map(({ section, title }) => `${section} ${title}`)).size).toBe(all.length);
  for (const { departure } of all) if (departure !== undefined) expect(departure).toMatch(/^[A-Z0-9].{20,}\.$/s);
  process.stdout.write(
    `RFC 9111: ${all.length} cases, ${all.filter(({ departure }) => departure !== undefined).length} departures\n`
  );
});
