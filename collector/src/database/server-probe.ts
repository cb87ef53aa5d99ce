import { METRICS, probeNameOf, type Clock, type Log } from '../contract/index.js';
import { DB_SERVER_METRICS } from '../contract/metrics/database.js';
import type { Instruments } from '../instruments/types.js';
import type { Probe } from '../probes/types.js';
import { ServerConnection } from './server-connection.js';
import { describeDatabaseError } from './sqlstate.js';
import { parseServerStatistics, SERVER_STATISTICS_SQL, type ServerStatistics } from './server-statistics.js';

export interface PostgresProbeOptions {
  /** Label `database` of the series. */
  readonly database: string;
  /** `postgresql://user:password@host:port/name`; the user needs pg_monitor to see other users' sessions. */
  readonly connectionString: string;
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest that connecting and asking may take, in milliseconds; 5,000 by default. The signal may end it earlier. */
  readonly timeoutMs?: number;
}

const WARN_EVERY_MS = 60_000;

/**
 * The server's side of one database, from the pg_stat views. While the server cannot be asked `db_server_up` is 0 and the
 * other series end, so that nothing stands still and looks alive. `pg` is loaded at the first collection.
 */
export function createPostgresProbe(options: PostgresProbeOptions): Probe {
  const { database, connectionString, instruments, clock, log } = options;
  let isUp: boolean | undefined;
  let latest: ServerStatistics | undefined;
  let running: Promise<'ok'> | undefined;
  const warnedAt = new Map<string, number>();

  const warn = (about: string, fields: object, message: string): void => {
    const now = clock.monotonic();
    if (now - (warnedAt.get(about) ?? -Infinity) < WARN_EVERY_MS) return;
    warnedAt.set(about, now);
    log.warn({ database, ...fields }, message);
  };

  const connection = new ServerConnection({
    connectionString,
    timeoutMs: options.timeoutMs ?? 5000,
    onBroken: (error) =>
      warn('connection', {}, `The probe's connection broke; it opens a new one. ${describeDatabaseError(error)}`),
  });

  const whileUp = (each: (statistics: ServerStatistics) => void): void => {
    if (latest !== undefined) each(latest);
  };
  const observing = [
    instruments.observe(METRICS.db_server_up, (emit) => {
      if (isUp !== undefined) emit([database], isUp ? 1 : 0);
    }),
    instruments.observe(METRICS.db_server_connections, (emit) =>
      whileUp(({ connections }) => {
        for (const [state, count] of Object.entries(connections)) emit([database, state], count);
      })
    ),
    instruments.observe(METRICS.db_server_max_connections, (emit) =>
      whileUp(({ maxConnections }) => emit([database], maxConnections))
    ),
    instruments.observe(METRICS.db_server_deadlocks_total, (emit) =>
      whileUp(({ deadlocks }) => emit([database], deadlocks))
    ),
    instruments.observe(METRICS.db_server_transactions_total, (emit) =>
      whileUp(({ committed, rolledBack }) => {
        emit([database, 'committed'], committed);
        emit([database, 'rolled_back'], rolledBack);
      })
    ),
    instruments.observe(METRICS.db_server_blocks_total, (emit) =>
      whileUp(({ blocksHit, blocksRead }) => {
        emit([database, 'hit'], blocksHit);
        emit([database, 'read'], blocksRead);
      })
    ),
    instruments.observe(METRICS.db_server_temp_bytes_total, (emit) =>
      whileUp(({ tempBytes }) => emit([database], tempBytes))
    ),
  ];

  const collect = async (signal: AbortSignal): Promise<'ok'> => {
    try {
      const [row] = await connection.query(SERVER_STATISTICS_SQL, signal);
      if (row === undefined) throw new Error('pg_stat_database has no row for this database. Check track_counts.');
      latest = parseServerStatistics(row);
      isUp = true;
    } catch (error) {
      latest = undefined;
      isUp = false;
      throw error;
    }
    if (!latest.mayReadAll) {
      warn('rights', {}, "The probe's user may not see other users' sessions: GRANT pg_monitor to it.");
    }
    return 'ok';
  };

  return {
    name: probeNameOf('postgres', database),
    defaultEnabled: true,
    metrics: Object.values(DB_SERVER_METRICS),
    collect: (signal) => (running ??= collect(signal).finally(() => (running = undefined))),
    close: async () => {
      for (const end of observing) end();
      latest = undefined;
      await connection.close();
    },
  };
}
