import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { API_BASE, silentLog, systemClock } from '../contract/index.js';
import { createControlRouter } from './mount.js';
import { createFakeControl } from './testing/fake-control.js';
import { startHarness, TOKENS } from './testing/harness.js';
import type { Harness } from './testing/harness.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const start = async (...args: Parameters<typeof startHarness>): Promise<Harness> => {
  const harness = await startHarness(...args);
  cleanups.push(() => harness.close());
  return harness;
};
const temporaryDirectory = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'ge-'));
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
};

describe('pages that need no token', () => {
  it('are metrics, liveness, readiness and links', async () => {
    let why: string | undefined = undefined;
    const { ask } = await start({ ready: () => why });
    expect((await ask('/metrics')).text).toBe('growth_engine_build_info 1\n');
    expect((await ask('/healthz')).text).toBe('ok\n');
    expect((await ask('/readyz')).status).toBe(200);
    why = 'The settings are being read.';
    expect(await ask('/readyz')).toMatchObject({ status: 503, text: 'The settings are being read.\n' });
    expect((await ask('/healthz')).status).toBe(200);
    const page = await ask('/');
    expect(page.text).toContain(`href="${API_BASE}/openapi.json"`);
    expect(page.headers['x-powered-by']).toBeUndefined();
    expect((await ask('/elsewhere')).json).toMatchObject({ status: 404, detail: 'There is no GET /elsewhere here.' });
  });

  it('say that nothing can be remembered, and stay ready for reports and readers', async () => {
    const { ask, control } = await start();
    expect((await ask('/readyz')).text).toBe('ready\n');
    control.healthStatus = 'unhealthy';
    control.storeError = 'The ledger cannot be written: no space is left.';
    expect(await ask('/readyz')).toMatchObject({
      status: 200,
      text: 'ready\nstore: nothing is applied: The ledger cannot be written: no space is left.\n',
    });
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask(`${API_BASE}/health`)).status).toBe(503);
    control.storeError = undefined;
    expect((await ask('/readyz')).text).toBe('ready\n');
  });

  it('hold the host page where there is one, and what it does not know stays not found', async () => {
    const handler = (request: IncomingMessage, response: ServerResponse): boolean => {
      if (request.url !== '/') return false;
      response.end('<title>host</title>');
      return true;
    };
    const { ask } = await start({ hostPage: { handler } });
    expect((await ask('/')).text).toBe('<title>host</title>');
    expect((await ask('/missing.js')).status).toBe(404);
    expect((await ask('/healthz')).text).toBe('ok\n');
    expect((await ask('/', { headers: { host: 'evil.test' } })).status).toBe(403);
  });
});

describe('Host and Origin', () => {
  const config = {
    listen: { host: '127.0.0.1', port: 0 },
    allowedHosts: ['collector.internal', '*.example'],
    allowedOrigins: ['https://grafana.example'],
  };

  it.each([
    ['localhost', true],
    ['LOCALHOST:19464', true],
    ['127.0.0.1:1', true],
    ['[::1]:19464', true],
    ['collector.internal:80', true],
    ['Collector.Internal.', true],
    ['a.example', true],
    ['example', false],
    ['evil.test', false],
    ['localhost.evil.test', false],
    ['collector.internal@evil.test', false],
    ['10.0.0.1', false],
  ])('a request for host %j is let in: %s', async (host, allowed) => {
    const { api, ask } = await start({ config });
    const reply = await api('/targets', { token: 'read', headers: { host } });
    expect(reply.status).toBe(allowed ? 200 : 403);
    if (!allowed) expect(reply.json).toMatchObject({ type: 'urn:growth-engine:problem:host-refused' });
    expect((await ask('/metrics', { headers: { host } })).status).toBe(allowed ? 200 : 403);
    expect((await ask('/healthz', { headers: { host } })).status).toBe(200);
  });

  it.each([
    ['http://localhost', true],
    ['https://grafana.example', true],
    ['https://grafana.example:444', false],
    ['http://localhost:1', false],
    ['https://evil.test', false],
    ['null', false],
  ])('a page of %s is let in: %s', async (origin, allowed) => {
    const { api } = await start({ config });
    const reply = await api('/targets', { token: 'read', headers: { host: 'localhost', origin } });
    expect(reply.status).toBe(allowed ? 200 : 403);
  });
});

describe('the terminal’s socket', () => {
  it('is this user’s alone and needs no token', async () => {
    const dir = await temporaryDirectory();
    const socketPath = join(dir, 'control.sock');
    await writeFile(socketPath, 'left behind');
    const { ask, control, server } = await start({ socketPath, terminalUser: 'ada' });
    expect(server.socketPath).toBe(socketPath);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    const reply = await ask(`${API_BASE}/targets`, { method: 'PUT', body: { response_time: 1 } }, socketPath);
    expect(reply.status).toBe(200);
    expect((await ask(`${API_BASE}/report`, {}, socketPath)).status).toBe(200);
    expect(control.calls).toEqual([
      { name: 'setTargets', args: ['shop', { response_time: 1 }], actor: { kind: 'terminal', name: 'ada' } },
    ]);
    await server.close();
    await expect(stat(socketPath)).rejects.toThrow('ENOENT');
  });

  it('has a path that the system can hold', async () => {
    await expect(start({ socketPath: join('/tmp', 'x'.repeat(120), 'control.sock') })).rejects.toMatchObject({
      nextStep: 'Choose a shorter stateDir.',
    });
  });
});

describe('a person known by other means', () => {
  it('needs no token, and no more rights than their role has', async () => {
    const roles: Record<string, string> = { eve: 'Viewer', ada: 'Editor' };
    const { api, control } = await start({
      authorize: (request) => {
        const name = request.headers['x-test-session'];
        return typeof name === 'string' ? { kind: 'host-page', name, role: roles[name] ?? 'None' } : undefined;
      },
    });
    const as = (name: string) => ({ headers: { 'x-test-session': name } });
    expect((await api('/report', as('eve'))).status).toBe(200);
    const put = { method: 'PUT', body: { response_time: 1 } };
    expect((await api('/targets', { ...put, ...as('eve') })).json).toMatchObject({
      status: 403,
      detail: 'eve has the role Viewer; changing anything needs Editor or Admin.',
    });
    expect((await api('/targets', { ...put, ...as('ada') })).status).toBe(200);
    expect(control.calls.map((call) => call.actor.name)).toEqual(['ada']);
    expect((await api('/agents/a/report', { method: 'POST', ...as('ada') })).status).toBe(401);
    expect((await api('/report')).status).toBe(401);
  });
});

describe('listening', () => {
  it('on a port in use says which, and what to do', async () => {
    const other = createHttpServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanups.push(async () => other.close());
    const { port } = other.address() as AddressInfo;
    await expect(start({ config: { listen: { host: '127.0.0.1', port } } })).rejects.toMatchObject({
      name: 'StartError',
      message: `Port ${port} on 127.0.0.1 is in use by another process.`,
      nextStep: 'Stop that process, or choose another port with --port or listen.port.',
    });
  });

  it('elsewhere than on loopback needs to be said', async () => {
    await expect(start({ config: { listen: { host: '0.0.0.0', port: 0 } } })).rejects.toMatchObject({
      message: expect.stringContaining('allowedHosts does not say by which names'),
      nextStep: expect.stringContaining('GROWTH_ENGINE_ALLOWED_HOSTS'),
    });
    const { ask } = await start({ config: { listen: { host: '0.0.0.0', port: 0 }, allowedHosts: ['collector'] } });
    expect((await ask('/metrics', { headers: { host: 'collector:19464' } })).status).toBe(200);
  });

  it('can be left out', async () => {
    const dir = await temporaryDirectory();
    const socketPath = join(dir, 's');
    const { createServer } = await import('./server.js');
    const server = await createServer({
      control: createFakeControl(),
      config: {},
      tokens: TOKENS,
      metricsHandler: (_, response) => void response.end(),
      clock: systemClock,
      log: silentLog,
      version: '1',
      ready: () => undefined,
      socketPath,
    });
    expect(server.url).toBeUndefined();
    await server.close();
    await server.close();
  });
});

describe('the router for one’s own application', () => {
  it('asks for a token for everything but health', async () => {
    const control = createFakeControl();
    const app = express();
    app.use(
      '/ops/engine',
      createControlRouter({ control, tokens: TOKENS, clock: systemClock, log: silentLog, version: '1' })
    );
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ops/engine`;
    const status = async (path: string, token?: string): Promise<number> =>
      (await fetch(base + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).status;
    expect(await status('/health')).toBe(200);
    expect(await status('/openapi.json')).toBe(401);
    expect(await status('/openapi.json', TOKENS.read)).toBe(200);
    expect(await status('/report', TOKENS.read)).toBe(200);
    expect(await status('/nothing', TOKENS.read)).toBe(404);
    const plan = await fetch(`${base}/plans`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS.control}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(plan.headers.get('location')).toBe('/ops/engine/plans/p-1');
  });
});
