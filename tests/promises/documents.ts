import type { HealthDocument, MetricsDocument } from '@growth-engine/collector/contract';
import { PerformanceOptimizer } from '@growth-engine/collector';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { ROOT } from '../lib/paths.js';
import { startPlantedApp } from '../lib/planted-app.js';
import { until } from '../lib/wait.js';
import { fencesIn } from './run-snippets.js';

type Shape = { readonly [key: string]: Shape | string };

/** Keys, and the type of what stands under them. */
const shapeOf = (value: unknown): Shape | string =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, of]) => [key, shapeOf(of)]))
    : typeof value;

function documented<T>(id: string): T {
  const fence = fencesIn('tests/promises/snippets/spec.md').find((candidate) => candidate.id === id);
  if (fence === undefined) throw new Error(`The specification has no ${id}.`);
  return JSON.parse(fence.code) as T;
}

function ensureSameShape(id: string, value: unknown): void {
  const [wanted, got] = [JSON.stringify(shapeOf(documented(id))), JSON.stringify(shapeOf(value))];
  ensure(wanted === got, `It should be ${wanted}, and is ${got}.`);
}

const between = (what: string, value: number | null, low: number, high: number): void =>
  ensure(
    value !== null && value >= low && value <= high,
    `${what} is ${String(value)}, not between ${low} and ${high}.`
  );

/** What the product says, held against the documents of the specification: exactly these keys, and these units. */
export async function documents(checks: Checks, databaseUrl: string, cleanup: Cleanup): Promise<void> {
  const ratePerSecond = 50;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const { engine } = await startPlantedApp(cleanup, {
    pools: { main: pool },
    ratePerSecond,
    peers: [{ name: 'postgres', host: '127.0.0.1', port: Number(new URL(databaseUrl).port) }],
  });
  const querying = setInterval(() => void pool.query('select pg_sleep(0.002)').catch(() => {}), 100);
  cleanup.add(async () => {
    clearInterval(querying);
    await pool.end();
  });
  const control = await engine.control();
  const measured = (): MetricsDocument | undefined => {
    const now = control.metrics(engine.service);
    return Object.values(now).every((group) => Object.values(group as object).every((value) => value !== null))
      ? now
      : undefined;
  };

  await checks.check('GET metrics has exactly the keys of the specification, all measured', async () => {
    const all = await until('every measurement', 20_000, measured).catch(() => control.metrics(engine.service));
    ensureSameShape('metrics-document', all);
    return undefined;
  });
  await checks.check('GET metrics is in percent, milliseconds and requests per minute', async () => {
    // Longer than the window, so that all of it lies within the traffic.
    await new Promise((done) => setTimeout(done, 5_000));
    const { system, application, cache, database } = control.metrics(engine.service);
    for (const [name, value] of Object.entries(system)) {
      if (name !== 'networkLatency') between(name, value, 0, 100);
    }
    between('networkLatency', system.networkLatency, 0.001, 1_000);
    between('responseTime', application.responseTime, 0.05, 500);
    between('throughput', application.throughput, ratePerSecond * 60 * 0.5, ratePerSecond * 60 * 1.3);
    between('errorRate + successRate', (application.errorRate ?? NaN) + (application.successRate ?? NaN), 99.9, 100.1);
    between('hitRate + missRate', (cache.hitRate ?? NaN) + (cache.missRate ?? NaN), 99.9, 100.1);
    between('hitRate', cache.hitRate, 50, 100);
    between('size', cache.size, 1, 16);
    between('queryTime', database.queryTime, 2, 500);
    between('connectionPool', database.connectionPool, 0, 100);
    return JSON.stringify({ application, cache });
  });
  await checks.check('GET health has exactly the keys of the specification', async () => {
    const health: HealthDocument = control.health(engine.service);
    const wanted = documented<HealthDocument>('health-document');
    const topLevel = (of: object): string => Object.keys(of).join(', ');
    ensure(topLevel(health) === topLevel(wanted), `Its keys are ${topLevel(health)}.`);
    const missing = Object.keys(wanted.checks).filter((check) => health.checks[check] === undefined);
    ensure(missing.length === 0, `Checks missing: ${missing.join(', ')}; there are ${topLevel(health.checks)}.`);
    ensure(health.status === 'healthy', `It is ${health.status}: ${JSON.stringify(health.checks)}`);
    between('uptime', health.uptime, 1, 120);
    return JSON.stringify(health.checks);
  });
  await checks.check('the test commands of the specification are scripts of the repository', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = fencesIn('tests/promises/snippets/spec.md').find(({ id }) => id === 'test-commands')?.code ?? '';
    const names = [...commands.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    const missing = names.filter((name) => scripts[name] === undefined);
    ensure(names.length === 2 && missing.length === 0, `Missing: ${missing.join(', ')}.`);
    return names.join(', ');
  });
  await checks.check('a benchmark without an address says what it needs', async () => {
    const said = await new PerformanceOptimizer().benchmarkRoute('/dashboard').then(
      () => 'nothing',
      (error: unknown) => (error instanceof Error ? error.message : String(error))
    );
    ensure(/baseUrl/.test(said), `It says: ${said}`);
    return said;
  });
}
