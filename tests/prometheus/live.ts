import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGrowthEngine } from '@growth-engine/collector';
import { METRIC_LIST, type MetricDefinition } from '@growth-engine/collector/contract';
import pg from 'pg';
import { preparePgBouncer } from '../../collector/src/probes/testing/pgbouncer-server.js';
import { startRedis } from '../../collector/src/probes/testing/redis-server.js';
import { lacks } from '../../collector/src/probes/testing/server-process.js';
import { ensure, type Checks } from '../lib/checks.js';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { COLLECTOR_CLI } from '../lib/paths.js';
import { freePort } from '../lib/ports.js';
import { delay } from '../lib/wait.js';
import { runTool } from './tools.js';

const secret = (): string => randomBytes(24).toString('base64url');
/** Probes keep windows of their own: two scrapes this far apart show every series. */
const SETTLE_MS = 6_000;

const REDIS = lacks('redis-server', 'redis-server');
const PGBOUNCER = lacks('pgbouncer', 'pgbouncer');

/** A primary with a limit, and its replica, so that every series of Redis exists. */
async function startRedisPair(cleanup: Cleanup): Promise<object[]> {
  if (REDIS !== undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'growth-engine-redis-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const primary = await startRedis({
    args: ['--dir', folder, '--maxmemory', '64mb', '--repl-diskless-sync-delay', '0'],
  });
  cleanup.add(() => primary.kill());
  const replica = await startRedis({ args: ['--dir', folder, '--replicaof', `127.0.0.1 ${primary.port}`] });
  cleanup.add(() => replica.kill());
  return [primary, replica].map(({ port }, index) => ({
    name: index === 0 ? 'primary' : 'replica',
    url: `redis://127.0.0.1:${port}`,
  }));
}

/** PgBouncer with a pool that has been used. */
async function startPooler(databaseUrl: string, cleanup: Cleanup): Promise<object[]> {
  if (PGBOUNCER !== undefined) return [];
  const house = await preparePgBouncer(databaseUrl, secret());
  cleanup.add(() => house.remove());
  const { process, consoleUrl, shopUrl } = await house.start();
  cleanup.add(() => process.kill());
  const client = new pg.Client(shopUrl);
  await client.connect();
  await client.query('select 1');
  await client.end();
  return [{ name: 'edge', url: consoleUrl }];
}

/** `growth-engine serve` with everything to measure, and one agent that reports to it. Returns the exposition's URL. */
export async function startCollector(databaseUrl: string, cleanup: Cleanup): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'growth-engine-check-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const { hostname, port: databasePort } = new URL(databaseUrl);
  const config = join(folder, 'collector.json');
  writeFileSync(
    config,
    JSON.stringify({
      listen: { host: '127.0.0.1', port },
      databases: [{ name: 'shop', url: databaseUrl }],
      redis: await startRedisPair(cleanup),
      pgbouncers: await startPooler(databaseUrl, cleanup),
      peers: [{ name: 'postgres', host: hostname, port: Number(databasePort) }],
    }),
    { mode: 0o600 }
  );
  const token = secret();
  const url = `http://127.0.0.1:${port}`;
  await Child.start(
    {
      name: 'collector',
      args: [COLLECTOR_CLI, 'serve', '--config', config, '--state-dir', join(folder, 'state')],
      env: {
        GROWTH_ENGINE_AGENT_TOKEN: token,
        GROWTH_ENGINE_READ_TOKEN: secret(),
        GROWTH_ENGINE_CONTROL_TOKEN: secret(),
      },
      readyUrl: `${url}/healthz`,
    },
    cleanup
  );
  const agent = createGrowthEngine({ service: 'shop', instance: 'quiet', collector: url, token });
  cleanup.add(() => agent.close());
  await agent.ready;
  await fetch(`${url}/metrics`);
  await delay(SETTLE_MS);
  return `${url}/metrics`;
}

/** Kernels and containers that do not report these leave them out. */
const DEPENDS_ON_KERNEL: readonly string[] = [
  'system_pressure_seconds_total',
  'system_disk_',
  'process_cpu_throttled_seconds_total',
];
/** Programs that this machine does not have; checkExposition says so. */
const DEPENDS_ON_SERVERS: readonly string[] = [
  ...(REDIS === undefined ? [] : ['_redis_']),
  ...(PGBOUNCER === undefined ? [] : ['_pgbouncer_']),
];
/** Exist once something has happened to them. */
const DEPENDS_ON_EVENTS: readonly string[] = [
  'decision_timestamp_seconds',
  'decision_after_before_ratio',
  'http_requests_rejectable_total',
  'observations_ignored_total',
  'series_dropped_total',
];

const isPromised = ({ name, exporter }: MetricDefinition, by: 'agent' | 'collector'): boolean =>
  // System numbers come from the collector while both run on one host.
  (exporter === by || (exporter === 'both' && !(by === 'agent' && name.includes('_system_')))) &&
  ![...DEPENDS_ON_KERNEL, ...DEPENDS_ON_EVENTS, ...DEPENDS_ON_SERVERS].some((part) => name.includes(part));

/** What one side really exposes. */
export async function checkExposition(
  checks: Checks,
  promtool: string,
  by: 'agent' | 'collector',
  exposition: () => Promise<string>
): Promise<void> {
  checks.heading(`What the ${by} exposes`);
  if (by === 'collector') {
    if (REDIS !== undefined) checks.skip('the series of Redis', REDIS);
    if (PGBOUNCER !== undefined) checks.skip('the series of PgBouncer', PGBOUNCER);
  }
  await checks.check('it passes promtool check metrics', async () => {
    const text = await exposition();
    await runTool(promtool, ['check', 'metrics'], text);
    return `${text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length} series`;
  });
  await checks.check('every metric that the catalogue promises is there', async () => {
    const text = await exposition();
    const present = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const missing = METRIC_LIST.filter((metric) => isPromised(metric, by) && !present.has(metric.name));
    ensure(missing.length === 0, `Missing: ${missing.map(({ name }) => name).join(', ')}.`);
    return undefined;
  });
  await checks.check('every metric of ours that is there stands in the catalogue', async () => {
    const text = await exposition();
    const names = new Set(METRIC_LIST.map(({ name }) => name));
    const strangers = [...text.matchAll(/^# TYPE (growth_engine_\S+)/gm)].map(([, name = '']) => name);
    ensure(
      strangers.every((name) => names.has(name)),
      `Not declared: ${strangers.filter((name) => !names.has(name)).join(', ')}.`
    );
    return undefined;
  });
  await checks.check('every probe succeeds', async () => {
    const text = await exposition();
    const failed = [...text.matchAll(/^growth_engine_probe_success\{([^}]*)\} 0$/gm)].map(([, labels]) => labels);
    ensure(failed.length === 0, `Failed: ${failed.join('; ')}.`);
    return undefined;
  });
}
