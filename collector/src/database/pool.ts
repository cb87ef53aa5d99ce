import { METRICS, type Clock, type Log } from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import { MeasuredClients } from './measured-client.js';
import { measureConnect } from './measured-connect.js';
import { PoolCheck } from './pool-check.js';
import { PoolSize } from './pool-size.js';
import { QueryRecorder } from './query-recorder.js';
import { describeDatabaseError } from './sqlstate.js';
import type { InstrumentedPool, PoolLike } from './types.js';

export type { ClientLike, InstrumentedPool, PoolLike } from './types.js';

export interface InstrumentPoolOptions {
  /** Label `pool` of its series, and part of its setting's name. */
  readonly name: string;
  readonly pool: PoolLike;
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** Says on behalf of which route a statement runs. */
  readonly carrier: RequestContextCarrier;
  readonly log: Log;
  /** Statements that take longer are slow, in milliseconds; 200 by default. */
  readonly slowQueryMs?: number;
  /** Statements with series of their own; 200 by default. */
  readonly maxStatements?: number;
}

const WARN_EVERY_MS = 10_000;

/**
 * Measures one `pg.Pool` and offers its size as a setting. The pool's `connect` and its clients' `query` are wrapped on
 * the instances, not on the class; what they return and throw is unchanged. Cursors and streams pass through: their
 * connection is timed, they are not. The pool gains an `error` listener, so a connection that breaks while idle is counted
 * and logged, and no longer ends a process that has no listener of its own.
 */
export function instrumentPool(options: InstrumentPoolOptions): InstrumentedPool {
  const { name, pool, instruments, clock, carrier, log } = options;
  carrier.enable();
  const recorder = new QueryRecorder({
    pool: name,
    instruments,
    clock,
    log,
    slowQuerySeconds: (options.slowQueryMs ?? 200) / 1000,
    maxStatements: options.maxStatements ?? 200,
  });
  const wait = instruments.histogram(METRICS.db_pool_wait_seconds);
  const use = instruments.histogram(METRICS.db_pool_use_seconds);
  const clients = new MeasuredClients(recorder, carrier, clock);
  const connection = measureConnect({
    pool,
    clients,
    recorder,
    clock,
    wait: wait.bind(name),
    use: use.bind(name),
    isSurplus: () => size.isSurplus(),
  });
  const size = new PoolSize({ name, pool, connect: connection.raw, log });
  const check = new PoolCheck({
    name,
    pool,
    size,
    recorder,
    clock,
    connect: connection.raw,
    query: (client, text) => clients.query(client, text),
  });

  let warnedAt = -Infinity;
  const onError = (error: unknown): void => {
    recorder.failure(error);
    // A server that stops breaks all of them at once: one line says it. (The error itself drags its client along.)
    if (clock.monotonic() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = clock.monotonic();
    log.warn({ pool: name }, `An idle connection broke. ${describeDatabaseError(error)}`);
  };
  const onRemove = (client: unknown): void => clients.forget(client);
  pool.addListener('error', onError);
  pool.addListener('remove', onRemove);

  const endGauges = [
    instruments.observe(METRICS.db_pool_connections, (emit) => {
      emit([name, 'idle'], pool.idleCount);
      emit([name, 'used'], pool.totalCount - pool.idleCount);
    }),
    instruments.observe(METRICS.db_pool_max_connections, (emit) => emit([name], size.get())),
    instruments.observe(METRICS.db_pool_pending_requests, (emit) => emit([name], pool.waitingCount)),
  ];

  return {
    tunables: () => [size],
    slowQueries: () => recorder.slow.list(),
    check: (signal) => check.run(signal),
    close: () => {
      connection.close();
      clients.close();
      pool.removeListener('error', onError);
      pool.removeListener('remove', onRemove);
      for (const end of endGauges) end();
      wait.remove(name);
      use.remove(name);
      recorder.close();
    },
  };
}
