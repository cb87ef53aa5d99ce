/** A row of the admin console by column; all values are text or numbers. */
export type Row = Readonly<Record<string, unknown>>;

/** The console's own pool and statistics: our questions, not the application's. */
const CONSOLE = 'pgbouncer';

export interface PoolRow {
  readonly database: string;
  readonly user: string;
  /** By state. */
  readonly clients: Readonly<Record<string, number>>;
  readonly servers: Readonly<Record<string, number>>;
  readonly maxWaitSeconds: number;
}

/** Counters since PgBouncer started; undefined where a version does not have the column. */
export interface StatsRow {
  readonly database: string;
  readonly transactions: number | undefined;
  readonly queries: number | undefined;
  readonly transactionSeconds: number | undefined;
  readonly querySeconds: number | undefined;
  readonly waitSeconds: number | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
}

export interface DatabaseRow {
  readonly database: string;
  readonly poolSize: number | undefined;
  readonly connections: number | undefined;
  /** Undefined without a limit. */
  readonly maxConnections: number | undefined;
  readonly isPaused: boolean;
  readonly isDisabled: boolean;
}

const MICROSECONDS = 1e6;

/** bigint and numeric come as text. */
function numberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^\d{1,30}(\.\d{1,30})?$/.test(value) ? Number(value) : undefined;
}

const secondsIn = (row: Row, column: string): number | undefined => {
  const microseconds = numberIn(row, column);
  return microseconds === undefined ? undefined : microseconds / MICROSECONDS;
};

/** @throws Error when the console answers something else than it has since 1.6. */
function textIn(row: Row, column: string, command: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new Error(`${command} has no column ${column}. Check that this is PgBouncer, 1.8 or later.`);
}

/** `cl_active` → `active`: columns that a version has come as they are (pgbouncer.org/usage, SHOW POOLS). */
const statesIn = (row: Row, prefix: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(row).flatMap((column) => {
      const count = column.startsWith(prefix) ? numberIn(row, column) : undefined;
      return count === undefined ? [] : [[column.slice(prefix.length), count]];
    })
  );

/** SHOW POOLS. */
export const parsePools = (rows: readonly Row[]): readonly PoolRow[] =>
  rows
    .map((row) => ({
      database: textIn(row, 'database', 'SHOW POOLS'),
      user: textIn(row, 'user', 'SHOW POOLS'),
      clients: statesIn(row, 'cl_'),
      servers: statesIn(row, 'sv_'),
      maxWaitSeconds: (numberIn(row, 'maxwait') ?? 0) + (secondsIn(row, 'maxwait_us') ?? 0),
    }))
    .filter(({ database }) => database !== CONSOLE);

/** SHOW STATS, times of which are microseconds. */
export const parseStats = (rows: readonly Row[]): readonly StatsRow[] =>
  rows
    .map((row) => ({
      database: textIn(row, 'database', 'SHOW STATS'),
      transactions: numberIn(row, 'total_xact_count'),
      queries: numberIn(row, 'total_query_count'),
      transactionSeconds: secondsIn(row, 'total_xact_time'),
      querySeconds: secondsIn(row, 'total_query_time'),
      waitSeconds: secondsIn(row, 'total_wait_time'),
      receivedBytes: numberIn(row, 'total_received'),
      sentBytes: numberIn(row, 'total_sent'),
    }))
    .filter(({ database }) => database !== CONSOLE);

/** SHOW DATABASES, which calls a database `name` and that of the server `database`. */
export const parseDatabases = (rows: readonly Row[]): readonly DatabaseRow[] =>
  rows
    .map((row) => {
      const most = numberIn(row, 'max_connections');
      return {
        database: textIn(row, 'name', 'SHOW DATABASES'),
        poolSize: numberIn(row, 'pool_size'),
        connections: numberIn(row, 'current_connections'),
        maxConnections: most === 0 ? undefined : most,
        isPaused: numberIn(row, 'paused') === 1,
        isDisabled: numberIn(row, 'disabled') === 1,
      };
    })
    .filter(({ database }) => database !== CONSOLE);
