import { METRICS, probeNameOf, type Log, type MetricDefinition } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { ReadingSeries } from '../reading-probe.js';
import { serverProbe } from '../server-probe.js';
import type { Probe } from '../types.js';
import { PgBouncerConsole } from './console.js';
import { parseDatabases, parsePools, parseStats, type DatabaseRow, type PoolRow, type StatsRow } from './tables.js';

export interface PgBouncerProbeOptions {
  /** Label `pooler` of the series. */
  readonly name: string;
  /** `postgresql://user:password@host:6432/pgbouncer`, of a user in `stats_users`; TLS by `sslmode` and `sslrootcert`. */
  readonly url: string;
  readonly instruments: Instruments;
  readonly log: Log;
}

interface Reading {
  readonly pools: readonly PoolRow[];
  readonly stats: readonly StatsRow[];
  readonly databases: readonly DatabaseRow[];
}

const COMMANDS = ['SHOW POOLS', 'SHOW STATS', 'SHOW DATABASES'] as const;

function seriesOf(pooler: string): readonly ReadingSeries<Reading>[] {
  const states = (definition: MetricDefinition, of: (pool: PoolRow) => Readonly<Record<string, number>>) => ({
    definition,
    emit: ({ pools }: Reading, emit: (labels: readonly string[], value: number) => void) => {
      for (const pool of pools)
        for (const [state, count] of Object.entries(of(pool))) emit([pooler, pool.database, pool.user, state], count);
    },
  });
  const perDatabase =
    <R extends { readonly database: string }>(rowsOf: (reading: Reading) => readonly R[]) =>
    (definition: MetricDefinition, value: (row: R) => number | undefined): ReadingSeries<Reading> => ({
      definition,
      emit: (reading, emit) => {
        for (const row of rowsOf(reading)) {
          const number = value(row);
          if (number !== undefined) emit([pooler, row.database], number);
        }
      },
    });
  const stat = perDatabase(({ stats }) => stats);
  const database = perDatabase(({ databases }) => databases);
  return [
    states(METRICS.pgbouncer_client_connections, ({ clients }) => clients),
    states(METRICS.pgbouncer_server_connections, ({ servers }) => servers),
    {
      definition: METRICS.pgbouncer_max_wait_seconds,
      emit: ({ pools }, emit) => {
        for (const pool of pools) emit([pooler, pool.database, pool.user], pool.maxWaitSeconds);
      },
    },
    stat(METRICS.pgbouncer_transactions_total, (row) => row.transactions),
    stat(METRICS.pgbouncer_queries_total, (row) => row.queries),
    stat(METRICS.pgbouncer_transaction_seconds_total, (row) => row.transactionSeconds),
    stat(METRICS.pgbouncer_query_seconds_total, (row) => row.querySeconds),
    stat(METRICS.pgbouncer_wait_seconds_total, (row) => row.waitSeconds),
    stat(METRICS.pgbouncer_received_bytes_total, (row) => row.receivedBytes),
    stat(METRICS.pgbouncer_sent_bytes_total, (row) => row.sentBytes),
    database(METRICS.pgbouncer_pool_size, (row) => row.poolSize),
    database(METRICS.pgbouncer_database_connections, (row) => row.connections),
    database(METRICS.pgbouncer_database_max_connections, (row) => row.maxConnections),
    database(METRICS.pgbouncer_database_paused, (row) => Number(row.isPaused)),
    database(METRICS.pgbouncer_database_disabled, (row) => Number(row.isDisabled)),
  ];
}

/** PgBouncer's pools and what went through them, from its admin console. `pg` is loaded at the first collection. */
export function pgBouncerProbe({ name, url, instruments, log }: PgBouncerProbeOptions): Probe {
  const console = new PgBouncerConsole(url, log);
  return serverProbe<Reading>({
    name: probeNameOf('pgbouncer', name),
    server: name,
    up: METRICS.pgbouncer_up,
    instruments,
    read: async (signal) => {
      const [pools = [], stats = [], databases = []] = await console.ask(COMMANDS, signal);
      return { pools: parsePools(pools), stats: parseStats(stats), databases: parseDatabases(databases) };
    },
    series: seriesOf(name),
    close: () => console.close(),
  });
}
