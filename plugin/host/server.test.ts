/** @jest-environment node */
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pluginJson from '../src/plugin.json';
import { createHostPage, type HostRole } from './server.mjs';

const servers: Server[] = [];
const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const folders = () => {
  const root = mkdtempSync(path.join(tmpdir(), 'host-page-'));
  const [distDir, hostDir] = [path.join(root, 'dist'), path.join(root, 'host')];
  for (const include of pluginJson.includes.filter(({ type }) => type === 'panel')) {
    const file = path.join(distDir, include.path);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      JSON.stringify({
        id: `growthengine-${include.path.split('/')[1]}-panel`,
        info: { logos: { small: '', large: '' } },
      })
    );
  }
  mkdirSync(path.join(hostDir, 'assets'), { recursive: true });
  writeFileSync(path.join(distDir, 'plugin.json'), JSON.stringify(pluginJson));
  writeFileSync(path.join(distDir, 'module.js'), 'define([], () => ({}));');
  writeFileSync(path.join(hostDir, 'index.html'), '<title>Host</title>');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  return { distDir, hostDir };
};

/** A collector that tells what it was asked, the host page in front of it, and a signed-in browser. */
async function start(role: HostRole = 'Editor') {
  const asked: IncomingMessage[] = [];
  const collector = await listen(
    createServer((request, response) => {
      asked.push(request);
      response.writeHead(request.url?.includes('refused') === true ? 409 : 200, {
        'content-type': 'application/problem+json',
        'set-cookie': 'x=y',
      });
      response.end(JSON.stringify({ url: request.url }));
    })
  );
  const host = createHostPage({
    ...folders(),
    collectorUrl: collector,
    tokens: { read: 'R', control: 'C' },
    role,
    upstreamHeaders: (current) => ({ 'x-host-page': current }),
  });
  const origin = await listen(
    createServer((request, response) => {
      if (!host.handler(request, response)) {
        response.writeHead(418).end();
      }
    })
  );
  const entered = await fetch(host.url(origin));
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const ask = (target: string, init: RequestInit = {}) =>
    fetch(`${origin}${target}`, { ...init, headers: { cookie, ...init.headers } });
  return { host, origin, asked, ask, entered, cookie };
}

const proxied = (target: string) => `/api/plugin-proxy/${pluginJson.id}/${target}`;

describe('the session', () => {
  it('begins with a link that works once', async () => {
    const { host, origin, entered } = await start();
    expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const link = host.url(origin);
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link)).status).toBe(401);
  });

  it('is needed for the page, its files and the proxy', async () => {
    const { origin, asked } = await start();
    for (const target of ['/', '/a/x', `/public/plugins/${pluginJson.id}/module.js`, proxied('report')]) {
      expect((await fetch(`${origin}${target}`)).status).toBe(401);
    }
    expect(asked).toHaveLength(0);
  });

  it('refuses writes that come from another origin', async () => {
    const { ask, asked } = await start();
    const answer = await ask(proxied('plans'), {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
    expect(asked).toHaveLength(0);
  });
});

describe('the proxy', () => {
  it('fills URL and token from the route, and passes query and answer on', async () => {
    const { ask, asked } = await start();
    const answer = await ask(proxied('report?service=shop'));
    expect(await answer.json()).toEqual({ url: '/api/growth-engine/report?service=shop' });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer R', 'x-host-page': 'Editor' });
    expect(asked[0]?.headers.cookie).toBeUndefined();
  });

  it('uses the control token for writes, below a wildcard too, and passes the status through', async () => {
    const { ask, asked } = await start();
    expect((await ask(proxied('optimizations/refused/revert'), { method: 'POST' })).status).toBe(409);
    expect(asked[0]).toMatchObject({ url: '/api/growth-engine/optimizations/refused/revert' });
    expect(asked[0]?.headers.authorization).toBe('Bearer C');
  });

  it('answers as Grafana does without the permission, and without a route', async () => {
    const { ask, asked } = await start('Viewer');
    const denied = await ask(proxied('plans'), { method: 'POST', body: '{}' });
    expect([denied.status, await denied.json()]).toEqual([403, { message: 'plugin proxy route access denied' }]);
    const unknown = await ask(proxied('agents/x/report'), { method: 'POST' });
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'plugin route match not found' }]);
    expect((await ask(proxied('plans/a%2fb'))).status).toBe(400);
    expect(asked).toHaveLength(0);
  });

  it('answers 502 with an empty body when the collector is gone', async () => {
    const { ask } = await start('Admin');
    const settings = {
      jsonData: { collectorUrl: 'http://127.0.0.1:1' },
      secureJsonData: { readToken: '', controlToken: '' },
    };
    await ask(`/api/plugins/${pluginJson.id}/settings`, { method: 'POST', body: JSON.stringify(settings) });
    const answer = await ask(proxied('health'));
    expect([answer.status, await answer.text()]).toEqual([502, '']);
  });
});

describe('the page', () => {
  it('shows another role after the switch', async () => {
    const { ask } = await start('Viewer');
    const permissions = async () => Object.keys((await (await ask('/api/host/boot')).json()).permissions);
    expect(await permissions()).toHaveLength(1);
    expect((await ask('/api/host/role', { method: 'PUT', body: '{"role":"Admin"}' })).status).toBe(200);
    expect(await permissions()).toContain('plugins:write');
    expect((await ask('/api/host/role', { method: 'PUT', body: '{"role":"God"}' })).status).toBe(400);
  });

  it('never tells a token', async () => {
    const { ask } = await start('Admin');
    const { app } = await (await ask('/api/host/boot')).json();
    expect(app.secureJsonFields).toEqual({ readToken: true, controlToken: true });
    expect(app).not.toHaveProperty('secureJsonData');
  });

  it('serves the plugin, 404 for what is missing, and nothing outside', async () => {
    const { ask } = await start();
    expect((await ask(`/public/plugins/${pluginJson.id}/module.js`)).status).toBe(200);
    expect((await ask(`/public/plugins/${pluginJson.id}/missing.js`)).status).toBe(404);
    expect((await ask(`/public/plugins/${pluginJson.id}/..%2f..%2fsecret.txt`)).status).toBe(404);
    const page = await ask('/a/anything');
    expect(await page.text()).toContain('<title>Host</title>');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('leaves every other path to the collector', async () => {
    const { ask } = await start();
    for (const target of ['/metrics', '/healthz', '/api/growth-engine/report']) {
      expect((await ask(target)).status).toBe(418);
    }
  });
});
