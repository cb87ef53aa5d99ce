import { describe, expect, it } from '@jest/globals';
import { parseDatabases, parsePools, parseStats } from './tables.js';

const POOL = { database: 'shop', user: 'app', cl_active: 3, cl_waiting: '2', sv_active: 1, sv_idle: 0, pool_mode: 'x' };

describe('the admin console of PgBouncer', () => {
  it('tells the pools by state, whatever states a version has, and waits in seconds', () => {
    const console = { ...POOL, database: 'pgbouncer', user: 'pgbouncer' };
    expect(parsePools([{ ...POOL, cl_active_cancel_req: 1, maxwait: 2, maxwait_us: 500_000 }, console])).toEqual([
      {
        database: 'shop',
        user: 'app',
        clients: { active: 3, waiting: 2, active_cancel_req: 1 },
        servers: { active: 1, idle: 0 },
        maxWaitSeconds: 2.5,
      },
    ]);
  });

  it('tells counters as text, and times in microseconds', () => {
    const [row] = parseStats([
      {
        database: 'shop',
        total_xact_count: '7',
        total_query_count: '18446744073709551616',
        total_received: '10',
        total_sent: '20',
        total_xact_time: '1500000',
        total_query_time: '250000',
        total_wait_time: '0',
      },
    ]);
    expect(row).toEqual({
      database: 'shop',
      transactions: 7,
      queries: 18446744073709551616,
      receivedBytes: 10,
      sentBytes: 20,
      transactionSeconds: 1.5,
      querySeconds: 0.25,
      waitSeconds: 0,
    });
    expect(parseStats([{ database: 'shop', total_xact_count: 'many' }])[0]?.transactions).toBeUndefined();
  });

  it('tells databases by their own names, and no limit where there is none', () => {
    const row = {
      name: 'shop',
      database: 'shop_production',
      pool_size: 20,
      current_connections: 4,
      paused: 0,
      disabled: 1,
    };
    expect(parseDatabases([{ ...row, max_connections: 0 }])).toEqual([
      { database: 'shop', poolSize: 20, connections: 4, maxConnections: undefined, isPaused: false, isDisabled: true },
    ]);
    expect(parseDatabases([{ ...row, max_connections: 50 }])[0]?.maxConnections).toBe(50);
  });

  it('is told apart from a database that answers something else', () => {
    expect(() => parsePools([{ hello: 1 }])).toThrow('SHOW POOLS has no column database');
    expect(() => parseDatabases([{ database: 'x' }])).toThrow('SHOW DATABASES has no column name');
  });
});
