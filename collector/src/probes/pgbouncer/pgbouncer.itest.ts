import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type DemoPostgres } from '../../../demo/postgres.js';
import { METRICS, silentLog, systemClock } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { LogLines } from '../../instruments/testing/log-lines.js';
import { createProbeRegistry } from '../registry.js';
import { preparePgBouncer, type PgBouncerHouse } from '../testing/pgbouncer-server.js';
import { lacks, type ServerProcess } from '../testing/server-process.js';
import type { Probe } from '../types.js';
import { pgBouncerProbe } from './index.js';

const SECRET = 's3cret/of:us@two';
const lacking = lacks('pgbouncer', 'pgbouncer');
if (lacking !== undefined) process.stderr.write(`The PgBouncer probe is not tried on a real server: ${lacking}.\n`);

const never = (): AbortSignal => AbortSignal.timeout(20_000);

let probe: Probe;
let instruments = createInstruments();
const probing = (url: string): Probe => {
  instruments = createInstruments();
  probe = pgBouncerProbe({ name: 'edge', url, instruments, log: silentLog });
  return probe;
};
const read = async (metric: { readonly name: string }, more = ''): Promise<number | undefined> => {
  const text = await collectText(instruments);
  const line = text.split('\n').find((each) => each.startsWith(`${metric.name}{pooler="edge"${more}`));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
};
const ownSeries = async (): Promise<string[]> =>
  (await collectText(instruments)).split('\n').filter((line) => line.includes('pooler="edge"'));
afterEach(() => probe.close?.());

(lacking === undefined ? describe : describe.skip)('the probe of a PgBouncer', () => {
  let database: DemoPostgres;
  let house: PgBouncerHouse;
  let bouncer: ServerProcess;
  let url = '';
  let shopUrl = '';

  beforeAll(async () => {
    database = await startPostgres({ url: '' });
    house = await preparePgBouncer(database.url, SECRET);
    ({ process: bouncer, consoleUrl: url, shopUrl } = await house.start());
  });
  afterAll(async () => {
    bouncer.wake();
    await bouncer.kill();
    house.remove();
    await database.stop();
  });

  it('brings databases before anybody has connected, and nothing that is only the console’s own', async () => {
    expect(await probing(url).collect(never())).toBe('ok');
    expect(await read(METRICS.pgbouncer_up)).toBe(1);
    expect(await read(METRICS.pgbouncer_pool_size, ',database="shop"')).toBe(1);
    expect(await read(METRICS.pgbouncer_database_paused, ',database="shop"')).toBe(0);
    expect((await ownSeries()).filter((line) => line.includes('database="pgbouncer"'))).toEqual([]);
  });

  it('sees who waits for the one connection, and for how long', async () => {
    const [first, second] = [new pg.Client(shopUrl), new pg.Client(shopUrl)];
    await first.connect();
    await first.query('begin');
    await first.query('select 1');
    await second.connect();
    const waiting = second.query('select 2');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await probing(url).collect(never());
    const pool = ',database="shop",user="';
    const line = (await ownSeries()).find((each) => each.startsWith(METRICS.pgbouncer_max_wait_seconds.name)) ?? '';
    const user = /user="([^"]+)"/.exec(line)?.[1] ?? '';
    expect(await read(METRICS.pgbouncer_client_connections, `${pool}${user}",state="waiting"`)).toBe(1);
    expect(await read(METRICS.pgbouncer_client_connections, `${pool}${user}",state="active"`)).toBe(1);
    expect(await read(METRICS.pgbouncer_server_connections, `${pool}${user}",state="active"`)).toBe(1);
    expect(await read(METRICS.pgbouncer_server_connections, `${pool}${user}",state="idle"`)).toBe(0);
    expect(await read(METRICS.pgbouncer_max_wait_seconds, `${pool}${user}"`)).toBeGreaterThan(0.3);
    expect(await read(METRICS.pgbouncer_database_connections, ',database="shop"')).toBe(1);
    await first.query('commit');
    await waiting;
    await probe.collect(never());
    expect(await read(METRICS.pgbouncer_max_wait_seconds, `${pool}${user}"`)).toBe(0);
    expect(await read(METRICS.pgbouncer_transactions_total, ',database="shop"')).toBeGreaterThanOrEqual(2);
    expect(await read(METRICS.pgbouncer_queries_total, ',database="shop"')).toBeGreaterThanOrEqual(4);
    expect(await read(METRICS.pgbouncer_wait_seconds_total, ',database="shop"')).toBeGreaterThan(0.3);
    expect(await read(METRICS.pgbouncer_transaction_seconds_total, ',database="shop"')).toBeGreaterThan(0.3);
    expect(await read(METRICS.pgbouncer_query_seconds_total, ',database="shop"')).toBeGreaterThan(0);
    expect(await read(METRICS.pgbouncer_received_bytes_total, ',database="shop"')).toBeGreaterThan(0);
    expect(await read(METRICS.pgbouncer_sent_bytes_total, ',database="shop"')).toBeGreaterThan(0);
    await first.end();
    await second.end();
  });

  it.each([
    ['a wrong password', () => url.replace(encodeURIComponent(SECRET), 'hunter2'), /refused user or password/],
    ['a user who may not ask', () => url.replace('probe', 'nosy'), /stats_users/],
    ['a port where nothing listens', () => `postgresql://a:hunter2@127.0.0.1:1/pgbouncer`, /nothing listens/],
    ['a port of PostgreSQL itself', () => database.url, /it failed \(42704\)|has no column|it does not know/],
    ['TLS that it does not speak', () => `${url}?sslmode=verify-full`, /does not speak TLS/],
  ])('says what is wrong with %s, without a secret anywhere', async (_, address, words) => {
    const log = new LogLines();
    const registry = createProbeRegistry({ instruments: createInstruments(), clock: systemClock, log });
    registry.add(probing(address()));
    await registry.collect(never());
    expect(registry.status()['pgbouncer_edge']).toMatch(words);
    expect(await ownSeries()).toEqual([`${METRICS.pgbouncer_up.name}{pooler="edge"} 0`]);
    const everything = JSON.stringify([log, registry.status()]) + (await collectText(instruments));
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'hunter2']) expect(everything).not.toContain(secret);
    await registry.close();
  });

  it('that hangs costs its deadline and nothing else, and its numbers come again when it does', async () => {
    probing(url);
    const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog, deadlineMs: 500 });
    registry.add(probe);
    await probe.collect(never());
    bouncer.hang();
    // Once over the open connection, once over a new one.
    for (let times = 0; times < 2; times += 1) {
      await registry.collect(never());
      expect(registry.status()['pgbouncer_edge']).toMatch(/ran out of time after 0\.\d s/);
      expect(await ownSeries()).toEqual([`${METRICS.pgbouncer_up.name}{pooler="edge"} 0`]);
    }
    bouncer.wake();
    await probe.collect(never());
    expect(await read(METRICS.pgbouncer_up)).toBe(1);
    await registry.close();
  });

  it('that was killed lets its numbers end, and brings them again when it is started', async () => {
    await probing(url).collect(never());
    await bouncer.kill();
    await expect(probe.collect(never())).rejects.toThrow(/^PgBouncer: .*\. .*\.$/);
    expect(await ownSeries()).toEqual([`${METRICS.pgbouncer_up.name}{pooler="edge"} 0`]);
    bouncer = (await house.start()).process;
    expect(await probe.collect(never())).toBe('ok');
    await probe.close?.();
    await expect(probe.collect(never())).rejects.toThrow('closed');
    expect(await ownSeries()).toEqual([]);
  });
});
