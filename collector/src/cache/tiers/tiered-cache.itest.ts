import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { systemClock } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { lacks } from '../../probes/testing/server-process.js';
import { RedisServer } from './testing/redis-server.js';
import { Wire } from './testing/wire.js';
import { createTieredCache } from './tiered-cache.js';
import type { TieredCache, TieredCacheOptions } from './types.js';

interface Product {
  readonly id: string;
  readonly version: number;
}

const missing = lacks('redis-server', 'redis-server');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (missing !== undefined) say(`Skipped: ${missing}.`);
const describeWithRedis = missing === undefined ? describe : describe.skip;

let redis: RedisServer;
const open: TieredCache<Product>[] = [];
let names = 0;

beforeAll(async () => {
  if (missing === undefined) redis = await RedisServer.start();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cache) => cache.close()));
});
afterAll(async () => {
  if (missing === undefined) await redis.stop();
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It did not come true within ${seconds} s.`);
    await wait(10);
  }
}

async function instance(given: Partial<TieredCacheOptions<Product>> = {}, name = `products${names}`) {
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const cache = createTieredCache<Product>({
    name,
    instruments,
    clock: systemClock,
    capacity: 1000,
    ttlSeconds: 60,
    earlyRefreshBeta: 0,
    ...given,
    // Generous: the machine that tests run on may be busy.
    secondTier: { deadlineMs: 500, redis: redis.url, ...given.secondTier },
  });
  open.push(cache);
  await cache.ready;
  await until(() => cache.stats().secondTier.circuit === 'closed');
  return { cache, instruments, name };
}

/** What instances share; `loads` counts how often it was asked. */
class Source {
  version = 1;
  loads = 0;
  load = async (id: string): Promise<Product> => {
    this.loads++;
    const { version } = this;
    await wait(20);
    return { id, version };
  };
}

describeWithRedis('two instances', () => {
  beforeAll(() => {
    names++;
  });
  afterEach(() => {
    names++;
  });

  it('load a value once between them, also when both ask at the same time', async () => {
    const source = new Source();
    const [one, other] = [await instance(), await instance()];
    const ask = (from: TieredCache<Product>, key: string) => from.getOrLoad(key, () => source.load(key));
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    const answers = await Promise.all(keys.flatMap((key) => [ask(one.cache, key), ask(other.cache, key)]));
    expect(answers.every((answer) => answer?.version === 1)).toBe(true);
    expect(source.loads).toBe(20);
    const third = await instance();
    expect(await third.cache.get('k3')).toEqual({ id: 'k3', version: 1 });
    expect(third.cache.stats().secondTier.results).toMatchObject({ hit: 1, miss: 0 });
    expect(third.cache.stats().memory).toMatchObject({ hits: 0, misses: 1 });
  });

  it('make each other forget by delete, set and clear', async () => {
    const [{ cache: one }, { cache: other }] = [await instance(), await instance()];
    for (const key of ['a', 'b', 'c']) await one.set(key, { id: key, version: 1 });
    for (const key of ['a', 'b', 'c']) expect((await other.get(key))?.version).toBe(1);
    await one.delete('a');
    await until(async () => (await other.get('a')) === undefined);
    await one.set('b', { id: 'b', version: 2 });
    await until(async () => (await other.get('b'))?.version === 2);
    await one.clear();
    await until(async () => (await other.get('c')) === undefined);
    expect(await one.get('b')).toBeUndefined();
    await other.set('d', { id: 'd', version: 1 });
    await until(async () => (await one.get('d')) !== undefined);
  });

  it('do not store what one has read before the other invalidated it', async () => {
    const source = new Source();
    const [{ cache: one }, { cache: other }] = [await instance(), await instance()];
    let finish: (product: Product) => void = () => {};
    const old = one.getOrLoad('a', () => new Promise((resolve) => (finish = resolve)));
    await wait(50);
    source.version = 2;
    await other.delete('a');
    finish({ id: 'a', version: 1 });
    expect((await old)?.version).toBe(1);
    await wait(50);
    expect((await other.getOrLoad('a', () => source.load('a')))?.version).toBe(2);
    await until(async () => (await one.get('a'))?.version === 2);
  });

  it('share that nothing is there, and a value that is stale', async () => {
    const [{ cache: one }, { cache: other }] = [
      await instance({ negativeTtlSeconds: 5, ttlSeconds: 5 }),
      await instance({ negativeTtlSeconds: 5, ttlSeconds: 5 }),
    ];
    let loads = 0;
    const nothing = async (): Promise<undefined> => {
      loads++;
      return undefined;
    };
    await one.getOrLoad('none', nothing);
    await until(async () => {
      await other.getOrLoad('none', nothing);
      return other.stats().secondTier.results.hit === 1;
    });
    expect(loads).toBe(1);

    const options = { ttlSeconds: 0.2, staleWhileRevalidateSeconds: 30 };
    const name = `stale${names}`;
    const { cache: writer } = await instance(options, name);
    const { cache: reader } = await instance(options, name);
    await writer.set('s', { id: 's', version: 1 });
    await wait(300);
    const source = new Source();
    source.version = 2;
    expect((await reader.getOrLoad('s', () => source.load('s')))?.version).toBe(1);
    await until(() => reader.stats().refreshes.renewed === 1);
    expect(reader.stats().secondTier.results).toMatchObject({ stale: 1 });
    expect(source.loads).toBe(1);
  });

  it('bridge a failing source with the last value that one of them had, and count the failures', async () => {
    const options = { ttlSeconds: 0.2, staleWhileRevalidateSeconds: 3, staleIfErrorSeconds: 60 };
    const { cache: writer } = await instance(options);
    const { cache: reader } = await instance(options);
    await writer.set('s', { id: 's', version: 1 });
    const fails = async (): Promise<Product> => {
      throw new Error('database gone');
    };
    await wait(300);
    // Within staleWhileRevalidate: at once, and the failure is in the background.
    expect((await reader.getOrLoad('s', fails))?.version).toBe(1);
    await until(() => reader.stats().refreshes.failed === 1);
    await wait(3000);
    // Beyond it: after the failure, out of memory, and out of the second tier.
    expect((await reader.getOrLoad('s', fails))?.version).toBe(1);
    const { cache: third } = await instance(options);
    expect((await third.getOrLoad('s', fails))?.version).toBe(1);
    expect(reader.stats().refreshes).toEqual({ renewed: 0, failed: 1 });
  });

  it('do not find stale elsewhere what is no longer there', async () => {
    const options = { ttlSeconds: 0.2, staleWhileRevalidateSeconds: 30 };
    const [{ cache: one }, { cache: other }] = [await instance(options), await instance(options)];
    await one.set('s', { id: 's', version: 1 });
    expect((await other.get('s'))?.version).toBe(1);
    await wait(300);
    await one.getOrLoad('s', async () => undefined);
    await until(async () => (await other.get('s')) === undefined);
    expect(await one.get('s')).toBeUndefined();
  });

  it('may be given a client of the application, which is left as it is', async () => {
    const client = new Redis(redis.url, { keyPrefix: 'app:' });
    const [{ cache: one }, { cache: other }] = [await instance({ secondTier: { redis: client } }), await instance()];
    await one.set('a', { id: 'a', version: 1 });
    expect((await other.get('a'))?.version).toBe(1);
    await other.delete('a');
    await until(async () => (await one.get('a')) === undefined);
    await one.close();
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
    const cluster = { isCluster: true, duplicate: () => client };
    expect(() =>
      createTieredCache<Product>({
        name: 'cluster',
        instruments: createInstruments({ constantLabels: { service: 'shop' } }),
        clock: systemClock,
        capacity: 10,
        ttlSeconds: 60,
        secondTier: { redis: cluster },
      })
    ).toThrow('cannot be a Redis Cluster');
  });

  it('take over from one that died while it was loading', async () => {
    const { cache: dying } = await instance();
    const { cache: living } = await instance({ secondTier: { redis: redis.url, loadWaitMs: 100 } });
    const never = dying.getOrLoad('a', () => new Promise(() => {}));
    never.catch(() => {});
    await wait(50);
    const startedAt = performance.now();
    expect(await living.getOrLoad('a', async () => ({ id: 'a', version: 1 }))).toEqual({ id: 'a', version: 1 });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describeWithRedis('values that are not ours', () => {
  it('are misses, counted, and written over', async () => {
    names++;
    const { cache, instruments, name } = await instance();
    const admin = redis.connection('admin');
    await admin.connect();
    const generation = String(await admin.call('GET', `growth-engine:${name}:generation`));
    const at = (key: string): string => `growth-engine:${name}:value:${key}`;
    await admin.call('SET', at('plain'), 'hello');
    await admin.call('SET', at('forever'), `${generation}:0:ge1 v 0 83dcefb7 1`);
    await admin.call('SET', at('damaged'), `${generation}:0:ge1 v 0 12345678 1`, 'PX', 60_000);
    await admin.call('SET', at('prototype'), `${generation}:0:ge1 v 0 0 {"__proto__":{}}`, 'PX', 60_000);
    await admin.call('RPUSH', at('list'), 'x');
    for (const key of ['plain', 'forever', 'damaged', 'prototype', 'list']) {
      expect(await cache.getOrLoad(key, async () => ({ id: key, version: 1 }))).toEqual({ id: key, version: 1 });
      await until(async () => String(await admin.call('TYPE', at(key))) === 'string');
      await until(async () => String(await admin.call('GET', at(key))).includes(`"id":"${key}"`));
    }
    expect(cache.stats().secondTier.errors.corrupt).toBeGreaterThanOrEqual(5);
    const text = await collectText(instruments);
    expect(text).toMatch(/cache_second_tier_errors_total\{.*reason="corrupt"\} [5-9]/);
    expect(text).toContain(`cache_second_tier_circuit{service="shop",cache="${name}",state="closed"} 1`);
    admin.disconnect();
  });

  it('stay in memory where they are no plain JSON', async () => {
    names++;
    const { cache } = await instance();
    const odd = { id: 'a', version: 1, at: new Date() };
    await cache.set('a', odd);
    expect(await cache.get('a')).toBe(odd);
    expect(cache.stats().secondTier.errors.unencodable).toBe(1);
  });
});

describeWithRedis('under load', () => {
  const DEADLINE_MS = 100;
  const TTL_SECONDS = 1;

  /** Two instances asked all the time for keys whose versions rise, every rise told by one of them. */
  async function underLoad(staleSeconds: number, act: (rise: (key: string) => Promise<void>) => Promise<void>) {
    names++;
    const options = {
      ttlSeconds: TTL_SECONDS,
      staleWhileRevalidateSeconds: staleSeconds,
      secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS },
    };
    const caches = [(await instance(options)).cache, (await instance(options)).cache];
    const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
    const versions = new Map(keys.map((key) => [key, { version: 1, since: performance.now() }]));
    let running = true;
    const seen = { requests: 0, failed: 0, slowestMs: 0, oldestMs: 0 };
    const load = async (key: string): Promise<Product> => ({ id: key, version: versions.get(key)?.version ?? 0 });
    const worker = async (cache: TieredCache<Product>, offset: number): Promise<void> => {
      for (let turn = offset; running; turn++) {
        const key = keys[turn % keys.length] ?? '';
        const startedAt = performance.now();
        try {
          const answer = await cache.getOrLoad(key, () => load(key));
          const known = versions.get(key);
          // How long the version that was given out had been replaced when it was asked for.
          if (answer !== undefined && known !== undefined && answer.version < known.version) {
            seen.oldestMs = Math.max(seen.oldestMs, startedAt - known.since);
          }
        } catch {
          seen.failed++;
        }
        seen.requests++;
        seen.slowestMs = Math.max(seen.slowestMs, performance.now() - startedAt);
        await wait(1);
      }
    };
    const workers = caches.flatMap((cache) => Array.from({ length: 5 }, (_, index) => worker(cache, index * 7)));
    await act(async (key) => {
      const known = versions.get(key);
      if (known !== undefined) versions.set(key, { version: known.version + 1, since: performance.now() });
      await caches[0]?.delete(key);
    });
    running = false;
    await Promise.all(workers);
    return { seen, caches, stats: caches.map((cache) => cache.stats().secondTier) };
  }

  /** A busy machine makes everything late; Redis must not. */
  const SLACK_MS = 1000;

  it.each<[string, number, () => Promise<void>, () => Promise<void>]>([
    ['killed', 1, () => redis.kill(), () => redis.start()],
    ['slow, 1 s at a time', 0, async () => redis.pause(), async () => redis.resume()],
  ])(
    'nobody notices that Redis is %s (stale %d s), and it is used again when it is back',
    async (what, staleSeconds, begin, end) => {
      const budgetMs = (TTL_SECONDS + staleSeconds) * 1000;
      const { seen, caches, stats } = await underLoad(staleSeconds, async (rise) => {
        for (let round = 0; round < 2; round++) {
          for (let key = 0; key < 10; key++) await rise(`k${key}`);
          await wait(300);
          await begin();
          await wait(500);
          for (let key = 10; key < 20; key++) await rise(`k${key}`);
          await wait(1000);
          await end();
          await wait(500);
        }
        await wait(3000);
      });
      say(
        `Redis ${what}: ${seen.requests} requests, ${seen.failed} failed, slowest ${seen.slowestMs.toFixed(0)} ms ` +
          `(deadline ${DEADLINE_MS} ms), oldest answer ${seen.oldestMs.toFixed(0)} ms after its update ` +
          `(budget ${budgetMs} ms), second tier ${JSON.stringify(stats)}`
      );
      expect(seen.failed).toBe(0);
      expect(seen.slowestMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
      expect(seen.oldestMs).toBeLessThan(budgetMs + SLACK_MS);
      await until(() => caches.every((cache) => cache.stats().secondTier.circuit === 'closed'));
      for (const { errors, results } of stats) {
        expect(errors.deadline + errors.connection).toBeGreaterThan(0);
        expect(results.skipped).toBeGreaterThan(0);
        expect(results.hit).toBeGreaterThan(0);
      }
    }
  );

  it('an invalidation that was lost in a partition is made good as soon as the connection is back', async () => {
    names++;
    const long = { ttlSeconds: 600, secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS } };
    const [{ cache: one }, { cache: other }] = [await instance(long), await instance(long)];
    await one.set('a', { id: 'a', version: 1 });
    expect((await other.get('a'))?.version).toBe(1);
    // Only what `other` listens to is cut, and what is told meanwhile does not reach it.
    const admin = redis.connection('admin');
    await admin.connect();
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await one.delete('a');
    await until(async () => other.stats().secondTier.circuit === 'closed' && (await other.get('a')) === undefined);
    admin.disconnect();
  });

  it('a partition that leaves connections looking alive is noticed, and what was missed in it is forgotten', async () => {
    names++;
    const wire = await Wire.to(redis.port);
    try {
      const long = { ttlSeconds: 600, secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS } };
      const { cache: one } = await instance(long);
      const { cache: other } = await instance({ ...long, secondTier: { ...long.secondTier, redis: wire.url } });
      await one.set('a', { id: 'a', version: 1 });
      await one.set('b', { id: 'b', version: 1 });
      // What `set` has told is on its way over the wire.
      await wait(300);
      expect((await other.get('a'))?.version).toBe(1);
      // No reset, no end: packets are lost, and stay lost on these connections.
      wire.cut();
      await one.delete('a');
      await until(async () => {
        await other.get(`unknown${performance.now()}`);
        return other.stats().secondTier.circuit !== 'closed';
      });
      // Nobody can tell it, and its TTL is the promise that holds.
      expect((await other.get('a'))?.version).toBe(1);
      wire.mend();
      await until(() => other.stats().secondTier.circuit === 'closed');
      expect(await other.get('a')).toBeUndefined();
      expect((await other.get('b'))?.version).toBe(1);
    } finally {
      await wire.close();
    }
  });

  it('a subscription alone that has gone deaf is noticed too', async () => {
    names++;
    const wire = await Wire.to(redis.port);
    try {
      const long = { ttlSeconds: 600, secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS } };
      const { cache: one } = await instance(long);
      const { cache: other } = await instance({ ...long, secondTier: { ...long.secondTier, redis: wire.url } });
      await one.set('a', { id: 'a', version: 1 });
      await wait(300);
      expect((await other.get('a'))?.version).toBe(1);
      wire.deafen();
      await one.delete('a');
      await wait(300);
      expect((await other.get('a'))?.version).toBe(1);
      await until(async () => (await other.get('a')) === undefined);
    } finally {
      await wire.close();
    }
  });

  it('what could not be told while Redis was gone is told when it is back', async () => {
    names++;
    const long = { ttlSeconds: 600, secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS } };
    const [{ cache: one }, { cache: other }] = [await instance(long), await instance(long)];
    await one.set('a', { id: 'a', version: 1 });
    expect((await other.get('a'))?.version).toBe(1);
    redis.pause();
    await one.delete('a');
    expect(await one.get('a')).toBeUndefined();
    redis.resume();
    await until(async () => (await other.get('a')) === undefined);
    await until(() => one.stats().secondTier.circuit === 'closed');
    expect(await one.get('a')).toBeUndefined();
  });

  it('what a server that was started anew has on its disk is not believed, since it may have been invalidated', async () => {
    names++;
    const long = { ttlSeconds: 600, secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS } };
    const [{ cache: one, name }, { cache: other }] = [await instance(long), await instance(long)];
    await one.set('a', { id: 'a', version: 1 });
    const before = redis.connection('admin');
    await before.connect();
    await before.call('SAVE');
    before.disconnect();
    await one.delete('a');
    await redis.kill();
    await redis.start();
    const after = redis.connection('admin');
    await after.connect();
    expect(String(await after.call('GET', `growth-engine:${name}:value:a`))).toContain('"version":1');
    after.disconnect();
    for (const cache of [one, other]) {
      await until(() => cache.stats().secondTier.circuit === 'closed');
      expect(await cache.get('a')).toBeUndefined();
    }
  });

  it('starts without Redis, and uses it once it is there', async () => {
    names++;
    await redis.kill();
    const cache = createTieredCache<Product>({
      name: `late${names}`,
      instruments: createInstruments({ constantLabels: { service: 'shop' } }),
      clock: systemClock,
      capacity: 10,
      ttlSeconds: 60,
      secondTier: { redis: redis.url, deadlineMs: DEADLINE_MS },
    });
    open.push(cache);
    await cache.ready;
    expect(await cache.getOrLoad('a', async () => ({ id: 'a', version: 1 }))).toEqual({ id: 'a', version: 1 });
    expect(cache.stats().secondTier).toMatchObject({ circuit: 'open', results: { skipped: 1 } });
    await redis.start();
    await until(() => cache.stats().secondTier.circuit === 'closed');
  });
});
