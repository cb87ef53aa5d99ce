import { AsyncResource } from 'node:async_hooks';
import type { Clock } from '../contract/index.js';
import type { BoundHistogram } from '../instruments/types.js';
import type { MeasuredClients } from './measured-client.js';
import type { QueryRecorder } from './query-recorder.js';
import type { Callback, ClientLike, PoolLike, Release } from './types.js';

type Connect = (callback?: Callback) => unknown;

export interface MeasuredConnectOptions {
  readonly pool: PoolLike;
  readonly clients: MeasuredClients;
  readonly recorder: QueryRecorder;
  readonly clock: Clock;
  readonly wait: BoundHistogram;
  readonly use: BoundHistogram;
  /** Whether a connection that is given back must be closed because the pool has become smaller. */
  readonly isSurplus: () => boolean;
}

export interface MeasuredConnect {
  /** The pool's own connect, which measures nothing. */
  readonly raw: () => Promise<ClientLike>;
  close(): void;
}

/**
 * Wraps `connect` of one pool. `pool.query` and every user of the pool go through it, in promise or callback form, so that
 * it sees each wait and each use; events of the pool would not (they also fire for waiters that gave up).
 */
export function measureConnect(options: MeasuredConnectOptions): MeasuredConnect {
  const { pool, clients, recorder, clock, wait, use, isSurplus } = options;
  const wasOwn = Object.hasOwn(pool, 'connect');
  const original = pool.connect as unknown as Connect;
  let closed = false;

  const lend = (client: ClientLike, askedAt: number): Release => {
    const lentAt = clock.monotonic();
    wait.observe((lentAt - askedAt) / 1000);
    clients.measure(client);
    const giveBack = client.release;
    let isOut = true;
    const release: Release = (destroy) => {
      if (isOut) {
        isOut = false;
        use.observe((clock.monotonic() - lentAt) / 1000);
      }
      // A second call reaches the pool too, which throws as it always did.
      giveBack.call(client, destroy === undefined || destroy === false ? !closed && isSurplus() : destroy);
    };
    client.release = release;
    return release;
  };

  const failed = (error: unknown, askedAt: number): void => {
    wait.observe((clock.monotonic() - askedAt) / 1000);
    recorder.failure(error);
  };

  const connect: Connect = (callback) => {
    if (closed) return callback === undefined ? original.call(pool) : original.call(pool, callback);
    const askedAt = clock.monotonic();
    if (callback === undefined) {
      const result = original.call(pool) as Promise<ClientLike>;
      return result.then(
        (client) => {
          if (!closed) lend(client, askedAt);
          return client;
        },
        (error: unknown) => {
          failed(error, askedAt);
          throw error;
        }
      );
    }
    // The pool calls back from whoever gave the connection back: return to the context of the one who asked.
    return original.call(
      pool,
      AsyncResource.bind((error?: unknown, client?: unknown, done?: unknown) => {
        if (error !== undefined && error !== null) failed(error, askedAt);
        const isLent = !closed && (error === undefined || error === null) && client !== undefined;
        callback(error, client, isLent ? lend(client as ClientLike, askedAt) : done);
      })
    );
  };
  pool.connect = connect as unknown as PoolLike['connect'];

  return {
    raw: () => original.call(pool) as Promise<ClientLike>,
    close: () => {
      closed = true;
      if ((pool.connect as unknown) !== connect) return;
      if (wasOwn) pool.connect = original as unknown as PoolLike['connect'];
      else Reflect.deleteProperty(pool, 'connect');
    },
  };
}
