import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { silentLog } from '../contract/index.js';
import { createGrowthEngine } from './growth-engine.js';
import type { GrowthEngine } from './growth-engine.js';
import { PerformanceOptimizer } from './performance-optimizer.js';

let cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  cleanUp = [];
});

async function listening(handler: Parameters<typeof createServer>[1]): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function shop(
  options: Partial<Parameters<typeof createGrowthEngine>[0]> = {}
): Promise<{ engine: GrowthEngine; url: string }> {
  const engine = createGrowthEngine({
    service: 'shop',
    log: silentLog,
    routes: [{ id: 'dashboard', path: '/dashboard', cacheStrategy: 'short', ttlSeconds: 60 }],
    ...options,
  });
  cleanUp.push(() => engine.close());
  const app = express();
  app.use(engine.middleware);
  app.get('/metrics', engine.metrics);
  app.get('/dashboard', (_, response) => void response.json({ visitors: 42 }));
  const { url } = await listening(app);
  return { engine, url };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();

describe('createGrowthEngine without a collector', () => {
  it('runs no probe that is switched off, of the process or of the host', async () => {
    const { engine, url } = await shop({ probes: { disable: ['gc', 'event_loop', 'network', 'pressure'] } });
    await engine.ready;
    const metrics = await text(`${url}/metrics`);
    const running = [...metrics.matchAll(/probe_success\{probe="(\w+)"\} /g)].map(([, name]) => name);
    expect(running).toEqual(expect.arrayContaining(['process_cpu', 'cpu', 'memory']));
    for (const name of ['gc', 'event_loop', 'network', 'pressure']) expect(running).not.toContain(name);
    expect(metrics).not.toMatch(/^growth_engine_(process_event_loop|process_gc|system_network|system_pressure)\w*\{/m);
    expect(await text(`${url}/metrics?collect[]=gc`)).toContain('collect[] names "gc", which is no probe here');
    expect(() => createGrowthEngine({ service: 'shop', probes: { disable: ['cpus' as 'cpu'] } })).toThrow(
      'probes.disable[0] is "cpus"; it must be one of'
    );
  });

  it('measures, caches, and exposes everything with the name of the service', async () => {
    const { engine, url } = await shop();
    await engine.ready;
    await text(`${url}/dashboard`);
    await text(`${url}/dashboard`);
    const metrics = await text(`${url}/metrics`);
    expect(metrics).toContain(
      'growth_engine_http_request_duration_seconds_count{service="shop",method="GET",route="/dashboard",status_class="2xx"} 2'
    );
    expect(metrics).toContain(
      'growth_engine_cache_requests_total{service="shop",cache="route:dashboard",result="hit"} 1'
    );
    expect(metrics).toContain('growth_engine_target{service="shop",objective="response_time"} 0.5');
    expect(metrics).toContain('growth_engine_mode_info{service="shop",mode="propose"} 1');
    expect(metrics).toContain('growth_engine_system_memory_total_bytes');
    expect(metrics).toMatch(
      /growth_engine_cache_load_duration_seconds_count\{service="shop",cache="route:dashboard"\} 1/
    );
  });

  it('opens no port by itself, and a socket for the terminal in its state directory', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'growth-engine-state-'));
    cleanUp.push(() => rmSync(stateDir, { recursive: true, force: true }));
    const { engine } = await shop({ stateDir });
    await engine.ready;
    expect(readdirSync(stateDir)).toContain('control.sock');
    await engine.close();
    expect(existsSync(join(stateDir, 'control.sock'))).toBe(false);
  });

  it('says who holds the state directory when a second engine wants it', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'growth-engine-state-'));
    cleanUp.push(() => rmSync(stateDir, { recursive: true, force: true }));
    const first = await shop({ stateDir });
    await first.engine.ready;
    const second = await shop({ stateDir });
    await expect(second.engine.ready).rejects.toThrow(new RegExp(String(process.pid)));
    expect((await fetch(`${second.url}/dashboard`)).status).toBe(200);
  });

  it('knows nothing of a second engine in the same process', async () => {
    const [one, other] = [await shop({ service: 'one' }), await shop({ service: 'other' })];
    await text(`${one.url}/dashboard`);
    expect(await text(`${other.url}/metrics`)).not.toContain('service="one"');
    expect(await text(`${other.url}/metrics`)).not.toContain(
      'http_request_duration_seconds_count{service="other",method="GET",route="/dashboard"'
    );
  });

  it('serves its metrics on a port of their own when asked to, and says when that one is taken', async () => {
    const { server } = await listening((_, response) => void response.end());
    const { port } = server.address() as AddressInfo;
    const { engine } = await shop({ metrics: { port } });
    await expect(engine.ready).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use. Give "metrics.port" a free one.`);
  });
});

describe('PerformanceOptimizer', () => {
  it('caches by strategy without an engine', () => {
    const optimizer = new PerformanceOptimizer();
    optimizer.cache.set('dashboard-data', { visitors: 42 }, 'medium');
    expect(optimizer.cache.get('dashboard-data')).toEqual({ visitors: 42 });
    optimizer.cache.clear();
    expect(optimizer.cache.get('dashboard-data')).toBeUndefined();
  });

  it('benchmarks a route of the engine’s application', async () => {
    const { url } = await shop();
    const benchmark = await new PerformanceOptimizer({ baseUrl: url }).benchmarkRoute('/dashboard');
    expect(benchmark.averageLoadTime).toBeGreaterThan(0);
    expect(benchmark.p95LoadTime).toBeGreaterThanOrEqual(benchmark.averageLoadTime / 10);
    expect(benchmark.cacheHitRate).toBeGreaterThan(50);
  });

  it('says what it needs to benchmark', async () => {
    await expect(new PerformanceOptimizer().benchmarkRoute('/dashboard')).rejects.toThrow(/baseUrl/);
  });
});
