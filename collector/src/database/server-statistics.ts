/** What one round trip to the server brings. Counters since the server's statistics were reset. */
export interface ServerStatistics {
  /** Connections of clients by state of pg_stat_activity, blanks as underscores. */
  readonly connections: Readonly<Record<string, number>>;
  readonly maxConnections: number;
  readonly deadlocks: number;
  readonly committed: number;
  readonly rolledBack: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
  readonly tempBytes: number;
  /** Whether states of other users' sessions may be seen (pg_read_all_stats). */
  readonly mayReadAll: boolean;
}

/** States that always have a series, so that one does not end when nobody is in it. */
const USUAL_STATES = { active: 0, idle: 0, idle_in_transaction: 0 } as const;

/** Cumulative statistics of this database, connections of the whole server (PostgreSQL manual 27.2). One row. */
export const SERVER_STATISTICS_SQL = `
select d.deadlocks::float8 as deadlocks, d.xact_commit::float8 as committed, d.xact_rollback::float8 as rolled_back,
  d.blks_hit::float8 as blocks_hit, d.blks_read::float8 as blocks_read, d.temp_bytes::float8 as temp_bytes,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true)::int, 0) as max_connections,
  pg_has_role('pg_read_all_stats', 'usage') as may_read_all,
  (select coalesce(json_object_agg(a.state, a.connections), '{}') from (
    select coalesce(replace(translate(state, '()', ''), ' ', '_'), 'unknown') as state, count(*) as connections
    from pg_stat_activity where backend_type = 'client backend' or backend_type is null group by 1) a) as connections
from pg_stat_database d where d.datname = current_database()`;

const numberIn = (row: Readonly<Record<string, unknown>>, column: string): number => {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`pg_stat_database gave no number for ${column}.`);
  return value;
};

/** @throws TypeError when the row lacks a column. */
export function parseServerStatistics(row: Readonly<Record<string, unknown>>): ServerStatistics {
  const counted: unknown = row['connections'];
  const states = typeof counted === 'object' && counted !== null ? Object.entries(counted) : [];
  return {
    connections: {
      ...USUAL_STATES,
      ...Object.fromEntries(states.filter((entry): entry is [string, number] => typeof entry[1] === 'number')),
    },
    maxConnections: numberIn(row, 'max_connections'),
    deadlocks: numberIn(row, 'deadlocks'),
    committed: numberIn(row, 'committed'),
    rolledBack: numberIn(row, 'rolled_back'),
    blocksHit: numberIn(row, 'blocks_hit'),
    blocksRead: numberIn(row, 'blocks_read'),
    tempBytes: numberIn(row, 'temp_bytes'),
    mayReadAll: row['may_read_all'] === true,
  };
}
