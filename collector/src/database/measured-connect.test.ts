import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { METRICS, silentLog } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { RequestContextCarrier } from '../instruments/request-context.js';
import { instrumentPool } from './pool.js';
import { readings, StillClock } from './testing/readings.js';
import type { ClientLike, PoolLike } from './types.js';

class FakeClient extends EventEmitter implements ClientLike {
  released: unknown[] = [];
  query = (): Promise<unknown> => Promise.resolve({ rows: [] });
  release = (destroy?: unknown): void => {
    if (this.released.length > 0) throw new Error('Release called on client which has already been released.');
    this.released.push(destroy);
  };
}

class FakePool extends EventEmitter implements PoolLike {
  totalCount = 1;
  idleCount = 0;
  waitingCount = 0;
  options = { max: 1 };
  readonly client = new FakeClient();
  connect(): Promise<ClientLike> {
    return Promise.resolve(this.client);
  }
}

const setUp = () => {
  const [pool, clock] = [new FakePool(), new StillClock()];
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const measure = () =>
    instrumentPool({ name: 'main', pool, instruments, clock, carrier: new RequestContextCarrier(), log: silentLog });
  const use = async (suffix: string) =>
    (await readings(instruments)).get(`${METRICS.db_pool_use_seconds.name}${suffix}{pool="main"}`);
  return { pool, clock, measure, use };
};

describe('a connection that is lent', () => {
  it('is used for as long as it is out, by the clock', async () => {
    const { pool, clock, measure, use } = setUp();
    measure();
    const client = await pool.connect();
    clock.ms += 2500;
    client.release();
    expect(await use('_sum')).toBe(2.5);
  });

  it('is counted once when it is given back twice, and the pool still complains', async () => {
    const { pool, measure, use } = setUp();
    measure();
    const client = await pool.connect();
    client.release();
    expect(() => client.release()).toThrow('already been released');
    expect(await use('_count')).toBe(1);
  });

  it('passes on whether it must be closed', async () => {
    const { pool, measure } = setUp();
    measure();
    const broken = new Error('broken');
    (await pool.connect()).release(broken);
    expect(pool.client.released).toEqual([broken]);
  });

  it('is closed when the pool has become smaller meanwhile', async () => {
    const { pool, measure } = setUp();
    measure();
    const client = await pool.connect();
    pool.totalCount = 2;
    client.release();
    expect(pool.client.released).toEqual([true]);
  });

  it('is lent as before once the measuring has ended, also under somebody else’s wrapper', async () => {
    const { pool, measure } = setUp();
    const first = measure();
    const second = measure();
    first.close();
    const client = await pool.connect();
    client.release();
    second.close();
    expect(pool.client.released).toEqual([false]);
  });
});
