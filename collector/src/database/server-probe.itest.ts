import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type DemoPostgres } from '../../demo/postgres.js';
import { METRICS, systemClock } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import type { Instruments } from '../instruments/types.js';
import type { Probe } from '../probes/types.js';
import { createPostgresProbe } from './server-probe.js';
import { readings, RecordingLog } from './testing/readings.js';

let server: DemoPostgres;
beforeAll(async () => {
  server = await startPostgres({ url: '' });
});
afterAll(() => server.stop());

let probe: Probe;
let instruments: Instruments;
let log: RecordingLog;
const begin = (connectionString = server.url): Probe => {
  instruments = createInstruments();
  log = new RecordingLog();
  probe = createPostgresProbe({ database: 'shop', connectionString, instruments, clock: systemClock, log });
  return probe;
};
afterEach(() => probe.close?.());

const signal = (): AbortSignal => AbortSignal.timeout(10_000);
const read = async (metric: { readonly name: string }, labels = ''): Promise<number | undefined> =>
  (await readings(instruments)).get(`${metric.name}{database="shop"${labels}}`);
const ownSeries = async (): Promise<string[]> =>
  [...(await readings(instruments)).keys()].filter((series) => series.includes('database="shop"'));
const withRole = (user: string, password: string): string => {
  const url = new URL(server.url);
  [url.username, url.password] = [user, password];
  return url.href;
};

describe('the probe of a PostgreSQL server', () => {
  it('says nothing before it has been asked', async () => {
    begin();
    expect(await ownSeries()).toEqual([]);
  });

  it('brings every number of the server', async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query('begin');
    await client.query('select 1');
    expect(await begin().collect(signal())).toBe('ok');
    expect(await read(METRICS.db_server_up)).toBe(1);
    expect(await read(METRICS.db_server_max_connections)).toBe(97);
    expect(await read(METRICS.db_server_connections, ',state="active"')).toBe(1);
    expect(await read(METRICS.db_server_connections, ',state="idle_in_transaction"')).toBe(1);
    expect(await read(METRICS.db_server_connections, ',state="idle"')).toBe(0);
    expect(await read(METRICS.db_server_deadlocks_total)).toBe(0);
    expect(await read(METRICS.db_server_transactions_total, ',outcome="committed"')).toBeGreaterThan(0);
    expect(await read(METRICS.db_server_transactions_total, ',outcome="rolled_back"')).toBeGreaterThanOrEqual(0);
    expect(await read(METRICS.db_server_blocks_total, ',result="hit"')).toBeGreaterThan(0);
    expect(await read(METRICS.db_server_blocks_total, ',result="read"')).toBeGreaterThan(0);
    expect(await read(METRICS.db_server_temp_bytes_total)).toBe(0);
    await client.end();
  });

  it('keeps one connection open, and asks with it when the server takes no other', async () => {
    await begin().collect(signal());
    const client = new pg.Client(server.url);
    await client.connect();
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where application_name = 'growth-engine'"
    );
    await client.end();
    expect(rows[0]?.n).toBe(1);
    await probe.collect(signal());
    await probe.collect(signal());
    expect(await read(METRICS.db_server_connections, ',state="active"')).toBe(1);
  });

  it('says that the password is wrong', async () => {
    await expect(begin(withRole('postgres', 'wrong')).collect(signal())).rejects.toThrow(/refused the password.*28P01/);
    expect(await ownSeries()).toEqual([`${METRICS.db_server_up.name}{database="shop"}`]);
    expect(await read(METRICS.db_server_up)).toBe(0);
  });

  it.each([
    ['postgresql://x:y@127.0.0.1:1/z', 'nothing listens'],
    ['postgresql://x:y@no-such-host.invalid/z', 'host name'],
    ['http//not a url', 'database'],
  ])('says what is wrong with %s', async (url, words) => {
    await expect(begin(url).collect(signal())).rejects.toThrow(new RegExp(words, 'i'));
    expect(await read(METRICS.db_server_up)).toBe(0);
  });

  it('lets its numbers end while the server is stopped, and brings them again afterwards', async () => {
    await begin().collect(signal());
    await server.halt();
    try {
      await expect(probe.collect(signal())).rejects.toThrow(/^Database: .*\. /);
      expect(await ownSeries()).toEqual([`${METRICS.db_server_up.name}{database="shop"}`]);
    } finally {
      await server.resume();
    }
    expect(await probe.collect(signal())).toBe('ok');
    expect(await read(METRICS.db_server_up)).toBe(1);
    expect(await read(METRICS.db_server_max_connections)).toBe(97);
  });

  it('warns once that it may not see the sessions of others', async () => {
    const admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query("create role nosy login password 'nosy'");
    await admin.end();
    begin(withRole('nosy', 'nosy'));
    await probe.collect(signal());
    await probe.collect(signal());
    expect(log.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('pg_monitor')]);
  });

  it('gives up when its time is over', async () => {
    await expect(begin().collect(AbortSignal.abort())).rejects.toThrow('in time');
    expect(await read(METRICS.db_server_up)).toBe(0);
    expect(await probe.collect(signal())).toBe('ok');
  });
});
