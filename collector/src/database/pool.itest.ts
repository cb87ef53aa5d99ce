import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type DemoPostgres } from '../../demo/postgres.js';
import { METRICS, systemClock } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { RequestContextCarrier } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import { instrumentPool, type InstrumentedPool } from './pool.js';
import { statementOf } from './statements.js';
import { readings, RecordingLog, until } from './testing/readings.js';

let server: DemoPostgres;
beforeAll(async () => {
  server = await startPostgres({ url: '' });
});
afterAll(() => server.stop());

interface Part {
  readonly pool: pg.Pool;
  readonly instrumented: InstrumentedPool;
}

/** Pools of one application, measured; all of them end with the test. */
class Application {
  readonly instruments: Instruments = createInstruments({ constantLabels: { service: 'shop' } });
  readonly carrier = new RequestContextCarrier();
  readonly log = new RecordingLog();
  readonly #parts: Part[] = [];

  pool(name: string, config: pg.PoolConfig = {}): Part {
    const pool = new pg.Pool({ connectionString: server.url, ...config });
    const { instruments, carrier, log } = this;
    const part = { pool, instrumented: instrumentPool({ name, pool, instruments, carrier, log, clock: systemClock }) };
    this.#parts.push(part);
    return part;
  }

  async read(metric: { readonly name: string }, labels: string, suffix = ''): Promise<number | undefined> {
    return (await readings(this.instruments)).get(`${metric.name}${suffix}{${labels}}`);
  }

  onRoute<T>(route: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.carrier.run({ route, arm: undefined, startedAt: 0 }, () => void work().then(resolve, reject));
    });
  }

  async close(): Promise<void> {
    for (const { instrumented } of this.#parts) instrumented.close();
    await Promise.all(this.#parts.map(({ pool }) => pool.end()));
    this.carrier.close();
  }
}

let app: Application;
const begin = (): Application => (app = new Application());
afterEach(() => app.close());

const signal = (): AbortSignal => AbortSignal.timeout(10_000);

describe('the series of a pool', () => {
  it('tell 5 busy connections of one pool from 2 of another', async () => {
    const { read } = { read: (labels: string) => app.read(METRICS.db_pool_connections, labels) };
    const [a, b] = [begin().pool('a', { max: 6 }).pool, app.pool('b', { max: 3 }).pool];
    const busy = await Promise.all([...Array.from({ length: 5 }, () => a.connect()), b.connect(), b.connect()]);
    expect(await read('pool="a",state="used"')).toBe(5);
    expect(await read('pool="b",state="used"')).toBe(2);
    for (const client of busy) client.release();
    expect(await read('pool="a",state="used"')).toBe(0);
    expect(await read('pool="a",state="idle"')).toBe(5);
    expect(await read('pool="b",state="idle"')).toBe(2);
    expect(await app.read(METRICS.db_pool_max_connections, 'pool="a"')).toBe(6);
  });

  it('are not moved by events of the pool, however many', async () => {
    const { pool } = begin().pool('main', { max: 2 });
    const client = await pool.connect();
    for (let n = 0; n < 1000; n++) {
      for (const event of ['acquire', 'release', 'remove']) pool.emit(event, undefined, client);
    }
    expect(await app.read(METRICS.db_pool_connections, 'pool="main",state="used"')).toBe(1);
    expect(await app.read(METRICS.db_pool_use_seconds, 'pool="main"', '_count')).toBe(0);
    client.release();
    expect(await app.read(METRICS.db_pool_use_seconds, 'pool="main"', '_count')).toBe(1);
  });

  it('hold every wait and every use, whichever way a connection was asked for', async () => {
    const { pool } = begin().pool('main', { max: 1 });
    const holder = await pool.connect();
    const viaPromise = pool.connect();
    const viaCallback = new Promise<void>((resolve, reject) => {
      pool.connect((error, _client, done) => {
        done();
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    const viaQuery = pool.query('select 1');
    expect(await app.read(METRICS.db_pool_pending_requests, 'pool="main"')).toBe(3);
    await holder.query('select pg_sleep(0.1)');
    holder.release();
    (await viaPromise).release();
    await Promise.all([viaCallback, viaQuery]);
    expect(await app.read(METRICS.db_pool_wait_seconds, 'pool="main"', '_count')).toBe(4);
    expect(await app.read(METRICS.db_pool_wait_seconds, 'pool="main"', '_sum')).toBeGreaterThan(0.29);
    expect(await app.read(METRICS.db_pool_use_seconds, 'pool="main"', '_count')).toBe(4);
    expect(await app.read(METRICS.db_pool_use_seconds, 'pool="main"', '_sum')).toBeGreaterThan(0.09);
    expect(await app.read(METRICS.db_pool_pending_requests, 'pool="main"')).toBe(0);
  });

  it('count statements by operation and by fingerprint', async () => {
    const { pool } = begin().pool('main', { max: 1 });
    const client = await pool.connect();
    await client.query('create temp table t (a int)');
    await client.query('insert into t values (1), (2)');
    await client.query({ text: 'insert into t values ($1)', values: [3] });
    await client.query('update t set a = $1', [4]);
    await client.query('with gone as (delete from t returning a) select * from gone');
    await new Promise<void>((resolve) => client.query('select a from t', () => resolve()));
    await new Promise<void>((resolve) => client.query('select a from t where a = $1', [1], () => resolve()));
    client.release();
    const count = (operation: string): Promise<number | undefined> =>
      app.read(METRICS.db_query_duration_seconds, `pool="main",operation="${operation}"`, '_count');
    expect(await Promise.all(['select', 'insert', 'update', 'delete', 'other'].map(count))).toEqual([3, 2, 1, 0, 1]);
    const { fingerprint } = statementOf('insert into t values ($1)');
    expect(await app.read(METRICS.db_statement_calls_total, `pool="main",fingerprint="${fingerprint}"`)).toBe(2);
  });

  it('let a submittable through as it is', async () => {
    const { pool } = begin().pool('main');
    const client = await pool.connect();
    const submittable = new pg.Query('select 7 as seven');
    const rows: unknown[] = [];
    submittable.on('row', (row) => rows.push(row));
    const ended = new Promise<void>((resolve) => submittable.on('end', () => resolve()));
    expect(client.query(submittable)).toBe(submittable);
    await ended;
    expect(rows).toEqual([{ seven: 7 }]);
    client.release();
  });

  it('count errors by their class, once each', async () => {
    const { pool } = begin().pool('main', { max: 1, connectionTimeoutMillis: 1000 });
    const nowhere = app.pool('nowhere', { connectionString: 'postgresql://x:y@127.0.0.1:1/z' }).pool;
    await expect(pool.query('select 1 / 0')).rejects.toThrow('division by zero');
    await expect(pool.query('select * from nowhere')).rejects.toThrow('nowhere');
    await expect(nowhere.query('select 1')).rejects.toThrow('ECONNREFUSED');
    const client = await pool.connect();
    await expect(pool.query('select 1')).rejects.toThrow('timeout exceeded');
    client.release();
    const errors = (labels: string): Promise<number | undefined> => app.read(METRICS.db_errors_total, labels);
    expect(await errors('pool="main",class="22"')).toBe(1);
    expect(await errors('pool="main",class="42"')).toBe(1);
    expect(await errors('pool="main",class="timeout"')).toBe(1);
    expect(await errors('pool="nowhere",class="connection"')).toBe(1);
  });

  it('count a deadlock once', async () => {
    const { pool } = begin().pool('main', { max: 2 });
    await pool.query('create table deadlocked (id int primary key, n int)');
    await pool.query('insert into deadlocked values (1, 0), (2, 0)');
    const [one, two] = [await pool.connect(), await pool.connect()];
    const change = (client: pg.PoolClient, id: number): Promise<unknown> =>
      client.query('update deadlocked set n = n + 1 where id = $1', [id]);
    await one.query('begin');
    await two.query('begin');
    await change(one, 1);
    await change(two, 2);
    const results = await Promise.allSettled([
      change(one, 2).finally(() => one.query('rollback')),
      change(two, 1).finally(() => two.query('rollback')),
    ]);
    one.release();
    two.release();
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await app.read(METRICS.db_deadlocks_total, 'pool="main"')).toBe(1);
    expect(app.log.warnings.filter(({ message }) => message.startsWith('deadlock'))).toHaveLength(1);
  });

  it('end with close, and the pool goes on as if nothing had been', async () => {
    const { pool, instrumented } = begin().pool('main', { max: 1 });
    const client = await pool.connect();
    await client.query('select 1');
    instrumented.close();
    await client.query('select 2');
    client.release();
    await pool.query('select 3');
    expect(Object.hasOwn(pool, 'connect')).toBe(false);
    expect(Object.hasOwn(client, 'query')).toBe(false);
    const left = [...(await readings(app.instruments)).keys()].filter((series) => series.includes('pool="main"'));
    expect(left).toEqual([]);
    expect(pool.listenerCount('error')).toBe(0);
  });
});

describe('slow queries', () => {
  it('are logged and listed with fingerprint, route and pool', async () => {
    const { pool, instrumented } = begin().pool('main', { max: 1 });
    await app.onRoute('/reports/:id', () => pool.query("select pg_sleep(0.25), 'secret' as word"));
    const { fingerprint } = statementOf("select pg_sleep(0.25), 'secret' as word");
    const statement = 'select pg_sleep(?), ? as word';
    expect(app.log.warnings.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ fingerprint, statement, route: '/reports/:id', pool: 'main' }),
    ]);
    expect(instrumented.slowQueries()).toEqual([
      expect.objectContaining({ fingerprint, statement, routes: ['/reports/:id'], calls: 1, pool: 'main' }),
    ]);
    expect(await app.read(METRICS.db_slow_queries_total, 'pool="main"')).toBe(1);
  });

  it('belong to the route that asked, also when it waited for a connection of another one', async () => {
    const { pool, instrumented } = begin().pool('main', { max: 1 });
    await Promise.all(
      ['/a', '/b', '/c'].map((route) =>
        app.onRoute(route, () => pool.query(`select pg_sleep(0.21) as ${route.slice(1)}`))
      )
    );
    const rows = instrumented.slowQueries().map(({ statement, routes }) => `${statement} ${routes.join()}`);
    expect(rows.sort()).toEqual(['a /a', 'b /b', 'c /c'].map((end) => `select pg_sleep(?) as ${end}`));
  });
});

describe('the size of a pool', () => {
  const sizeOf = (part: Part) => {
    const [size] = part.instrumented.tunables();
    if (size === undefined) throw new Error('The pool offers no setting.');
    return size;
  };

  it('serves waiters at once when it is raised', async () => {
    const part = begin().pool('main', { max: 1 });
    const holder = await part.pool.connect();
    const waiters = [part.pool.connect(), part.pool.connect(), part.pool.connect()];
    sizeOf(part).set(4);
    const clients = await Promise.all(waiters);
    expect(part.pool.totalCount).toBe(4);
    for (const client of [holder, ...clients]) client.release();
  });

  it('serves waiters at once also where the pool cannot be told to', async () => {
    const part = begin().pool('main', { max: 1 });
    const holder = await part.pool.connect();
    const waiters = [part.pool.connect(), part.pool.connect()];
    const pulse: unknown = Reflect.get(part.pool, '_pulseQueue');
    const hidden = new Proxy(part.pool, {
      get: (pool, key) => (key === '_pulseQueue' ? undefined : (Reflect.get(pool, key) as unknown)),
    });
    expect(pulse).toBeInstanceOf(Function);
    const { PoolSize } = await import('./pool-size.js');
    new PoolSize({ name: 'main', pool: hidden, connect: () => part.pool.connect(), log: app.log }).set(3);
    for (const client of [holder, ...(await Promise.all(waiters))]) client.release();
  });

  it('closes surplus connections when it is lowered: idle ones at once, used ones when they come back', async () => {
    const part = begin().pool('main', { max: 4 });
    const clients = await Promise.all(Array.from({ length: 4 }, () => part.pool.connect()));
    const [first, second, third, fourth] = clients;
    first?.release();
    second?.release();
    sizeOf(part).set(1);
    await until('the idle ones to be closed', () => part.pool.totalCount === 2);
    expect(part.pool.idleCount).toBe(0);
    third?.release();
    await until('the first used one to be closed', () => part.pool.totalCount === 1);
    fourth?.release();
    expect([part.pool.totalCount, part.pool.idleCount]).toEqual([1, 1]);
    await part.pool.query('select 1');
    expect(part.pool.totalCount).toBe(1);
  });

  it('knows what the server accepts once it has been asked', async () => {
    const part = begin().pool('main', { max: 2 });
    expect(sizeOf(part).describe()).toMatchObject({ name: 'pool.main.size', min: 1, max: 100, default: 2 });
    expect(sizeOf(part).describe().maxReason).toContain('not been asked');
    await part.pool.query('select 1');
    expect(await part.instrumented.check(signal())).toBe('ok');
    expect(sizeOf(part).describe()).toMatchObject({
      max: 97,
      sharedMax: 97,
      subject: { pool: 'main' },
      split: 'blocks',
    });
    expect(await app.read(METRICS.db_query_duration_seconds, 'pool="main",operation="select"', '_count')).toBe(1);
  });

  it.each([0, -1, 1.5, 101, Number.NaN, 'two'])('refuses %p and keeps its value', (value) => {
    const part = begin().pool('main', { max: 2 });
    expect(() => sizeOf(part).set(value)).toThrow(RangeError);
    expect(sizeOf(part).get()).toBe(2);
  });
});

describe('the check of a pool', () => {
  it('names a full pool', async () => {
    const { pool, instrumented } = begin().pool('main', { max: 1 });
    const client = await pool.connect();
    expect(await instrumented.check(AbortSignal.timeout(100))).toMatch(/all 1 connections are in use/);
    client.release();
    expect(await instrumented.check(signal())).toBe('ok');
  });

  it('says in one sentence that the database is gone, and recovers with it', async () => {
    const { pool, instrumented } = begin().pool('main', { max: 3 });
    await Promise.all([pool.query('select 1'), pool.query('select 2')]);
    expect(await instrumented.check(signal())).toBe('ok');
    await server.halt();
    try {
      await expect(pool.query('select 1')).rejects.toThrow();
      expect(await instrumented.check(signal())).toMatch(
        /^Database: nothing listens at its address .* Start PostgreSQL/
      );
      expect(await app.read(METRICS.db_errors_total, 'pool="main",class="connection"')).toBeGreaterThan(0);
    } finally {
      await server.resume();
    }
    await pool.query('select 1');
    expect(await instrumented.check(signal())).toBe('ok');
  });

  it('lets the holder of a connection that breaks hear of it, and the process live', async () => {
    const { pool } = begin().pool('main', { max: 2 });
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    // Nobody listens for 'error' on the client: an emitted one would end this process.
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    await pool.query('select 1');
  });

  it('survives a storm of broken connections, and counts each', async () => {
    const { pool } = begin().pool('main', { max: 5 });
    const admin = new pg.Client(server.url);
    await admin.connect();
    let broken = 0;
    pool.on('error', () => broken++);
    for (let round = 0; round < 3; round++) {
      const clients = await Promise.all(Array.from({ length: 5 }, () => pool.connect()));
      for (const client of clients) client.release();
      const expected = broken + 5;
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`
      );
      await until('the pool to notice', () => broken >= expected);
    }
    expect(await app.read(METRICS.db_errors_total, 'pool="main",class="57"')).toBe(15);
    await pool.query('select 1');
    await admin.end();
  });
});
