import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../collector/demo/postgres.js';
import { preparePgBouncer } from '../../collector/src/probes/testing/pgbouncer-server.js';
import { startRedis } from '../../collector/src/probes/testing/redis-server.js';
import { lacks } from '../../collector/src/probes/testing/server-process.js';
import { ensure, type Checks } from '../lib/checks.js';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { ControlApi } from '../lib/control-api.js';
import { tsArgs } from '../lib/paths.js';
import { delay, until } from '../lib/wait.js';
import type { Holding } from './children/measure.js';
import { checkFlatness, type Sample } from './flatness.js';
import { checkRemains } from './remains.js';
import { startTraffic } from './traffic.js';

const MOST_SAMPLES = 120;
/** Often enough for what the loop remembers (100 plans, 50 optimizations) to reach its size in the first part of ten minutes. */
const PRESS_EVERY_MS = 1_500;
const SERVICE = 'soak';
const SETTING = 'cache.items.ttl';

const secret = (): string => randomBytes(24).toString('base64url');
const child = (name: string, file: string, env: Readonly<Record<string, string>>, cleanup: Cleanup): Promise<Child> =>
  Child.start({ name, args: ['--expose-gc', ...tsArgs(`tests/soak/children/${file}.ts`)], env, ipc: true }, cleanup);

interface Parts {
  readonly app: Child;
  readonly collector: Child | undefined;
  readonly appUrl: string;
  readonly collectorUrl: string | undefined;
  press(): Promise<unknown>;
}

/** An application with an embedded engine and nothing beside it. */
async function startAlone(folder: string, lifeMs: number, cleanup: Cleanup): Promise<Parts> {
  const env = { STATE_DIR: join(folder, 'state'), THREAD_LIVES_MS: String(lifeMs) };
  const app = await child('application', 'app', env, cleanup);
  const appUrl = `http://127.0.0.1:${await app.ask<number>({ do: 'port' })}`;
  return { app, collector: undefined, appUrl, collectorUrl: undefined, press: () => app.ask({ do: 'press' }) };
}

/** PostgreSQL, Redis and PgBouncer where they are installed, a collector with every probe, an application that reports to it. */
async function startAll(checks: Checks, folder: string, lifeMs: number, cleanup: Cleanup): Promise<Parts> {
  const database = await startPostgres({ url: '' });
  cleanup.add(() => database.stop());
  const { hostname, port } = new URL(database.url);
  const servers: { redis: object[]; pgbouncers: object[] } = { redis: [], pgbouncers: [] };
  const noRedis = lacks('redis-server', 'redis-server');
  if (noRedis === undefined) {
    const redis = await startRedis({ args: ['--dir', folder] });
    cleanup.add(() => redis.kill());
    servers.redis.push({ name: 'sessions', url: `redis://127.0.0.1:${redis.port}` });
  } else checks.skip('the probe of Redis', noRedis);
  const noPooler = lacks('pgbouncer', 'pgbouncer');
  if (noPooler === undefined) {
    const house = await preparePgBouncer(database.url, secret());
    cleanup.add(() => house.remove());
    const { process, consoleUrl } = await house.start();
    cleanup.add(() => process.kill());
    servers.pgbouncers.push({ name: 'edge', url: consoleUrl });
  } else checks.skip('the probe of PgBouncer', noPooler);

  const tokens = { agent: secret(), read: secret(), control: secret() };
  const config = JSON.stringify({
    listen: { port: 0 },
    tokens,
    databases: [{ name: 'shop', url: database.url }],
    peers: [{ name: 'postgres', host: hostname, port: Number(port) }],
    loop: {
      windowSeconds: 5,
      baselineSeconds: 1,
      blockSeconds: 0.3,
      judgeSeconds: 5,
      minRequests: 20,
      historySeconds: 60,
    },
    ...servers,
  });
  const collector = await child(
    'collector',
    'collector',
    { CONFIG: config, STATE_DIR: join(folder, 'state') },
    cleanup
  );
  const collectorUrl = await collector.ask<string>({ do: 'url' });
  const env = {
    DATABASE_URL: database.url,
    COLLECTOR_URL: collectorUrl,
    GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
    THREAD_LIVES_MS: String(lifeMs),
  };
  const app = await child('application', 'app', env, cleanup);
  const appUrl = `http://127.0.0.1:${await app.ask<number>({ do: 'port' })}`;
  const api = new ControlApi(collectorUrl, tokens);
  const query = { service: SERVICE };
  return {
    app,
    collector,
    appUrl,
    collectorUrl,
    async press() {
      const { settings } = await api.settings(SERVICE);
      const ttl = settings.find(({ name }) => name === SETTING);
      if (ttl === undefined) throw new Error(`The agent offers no setting ${SETTING}.`);
      await api.get('putSetting', { params: { name: SETTING }, query, body: { value: ttl.max } });
      await api.get('deleteSetting', { params: { name: SETTING }, query });
      const plan = await api.plan(SERVICE);
      if (plan.changes.length === 0 || plan.refusals.length > 0) return;
      const { status, body } = await api.call<{ id: string }>('confirm', {
        body: { planId: plan.id },
        headers: { 'idempotency-key': randomUUID() },
      });
      // What has come up since the plan was made is refused, and that is an answer.
      if (status === 409) return;
      ensure(status < 400, `A press was answered ${status}.`);
      await delay(500);
      await api.cancel(body.id);
    },
  };
}

export interface SoakOptions {
  readonly minutes: number;
  /** `alone`: an application with an embedded engine, for a look of some seconds. */
  readonly parts: 'all' | 'alone';
}

/** A day's requests, scrapes and presses in ten minutes: memory is flat, and nothing is left after close(). */
export async function soak(checks: Checks, { minutes, parts: which }: SoakOptions, cleanup: Cleanup): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'growth-engine-soak-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const totalMs = minutes * 60_000;
  // Several generations of threads, however long it takes.
  const lifeMs = Math.min(20_000, totalMs / 4);
  const parts = await (which === 'alone'
    ? startAlone(folder, lifeMs, cleanup)
    : startAll(checks, folder, lifeMs, cleanup));
  const soaked = [['application', parts.app] as const, ['collector', parts.collector] as const].flatMap(
    ([name, process]) => (process === undefined ? [] : [{ name, process, samples: [] as Sample[] }])
  );
  const traffic = startTraffic(
    parts.appUrl,
    [parts.appUrl, parts.collectorUrl].filter((url) => url !== undefined)
  );
  cleanup.add(() => traffic.stop());
  await until('the first press', 20_000, async () => (await parts.press(), true), 500);

  const begin = performance.now();
  let told = 0;
  let presses = 1;
  const failedPresses: string[] = [];
  const over = new AbortController();
  const pressing = (async () => {
    for (;;) {
      await delay(PRESS_EVERY_MS);
      if (over.signal.aborted) return;
      try {
        await parts.press();
        presses += 1;
      } catch (error) {
        failedPresses.push(String(error));
      }
    }
  })();
  const everyMs = Math.max(500, totalMs / MOST_SAMPLES);
  while (performance.now() - begin < totalMs) {
    await delay(everyMs);
    const minute = Math.floor((performance.now() - begin) / 60_000);
    if (minute > told) {
      told = minute;
      console.log(`  … ${minute} of ${minutes} minutes, ${JSON.stringify(traffic.counts)}`);
    }
    for (const { process, samples } of soaked) {
      ensure(process.running, `A process ended under load.\n${process.output}`);
      const holding = await process.ask<Holding>({ do: 'holding' });
      samples.push({ minutes: (performance.now() - begin) / 60_000, holding });
    }
  }
  over.abort();
  await pressing;
  await traffic.stop();

  await checks.check('every request, scrape and press was answered', async () => {
    const { requests, scrapes, skipped, failed, firstFailure } = traffic.counts;
    ensure(failed === 0, `${failed} of ${requests + scrapes} failed, the first: ${firstFailure ?? ''}.`);
    ensure(failedPresses.length === 0, `${failedPresses.length} presses failed, the first: ${failedPresses[0] ?? ''}`);
    const births = await parts.app.ask<number>({ do: 'births' });
    return `${requests} requests, ${scrapes} scrapes, ${presses} presses, ${births} worker threads; ${skipped} that the machine was too slow for were left out`;
  });
  for (const { name, samples } of soaked) await checkFlatness(checks, name, samples);
  for (const { name, process } of soaked) await checkRemains(checks, name, process);
}
