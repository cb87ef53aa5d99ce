import type { Clock, Log, SlowQueryRow } from '../contract/index.js';
import type { Statement } from './statements.js';

const MAX_ROWS = 100;
const MAX_ROUTES = 10;
const LOG_EVERY_MS = 60_000;

interface Row {
  readonly statement: Statement;
  readonly routes: Set<string>;
  calls: number;
  totalSeconds: number;
  maxSeconds: number;
  lastSeenAt: number;
  loggedAt: number;
  unlogged: number;
}

/** The slow statements of one pool: a bounded list, and one line in the log per statement and minute. */
export class SlowQueries {
  readonly #rows = new Map<string, Row>();

  constructor(
    readonly pool: string,
    readonly clock: Clock,
    readonly log: Log
  ) {}

  record(statement: Statement, durationSeconds: number, route: string | undefined): void {
    const row = this.#rowOf(statement);
    row.calls++;
    row.totalSeconds += durationSeconds;
    row.maxSeconds = Math.max(row.maxSeconds, durationSeconds);
    row.lastSeenAt = this.clock.now();
    if (route !== undefined && row.routes.size < MAX_ROUTES) row.routes.add(route);
    this.#report(row, durationSeconds, route);
  }

  list(): readonly SlowQueryRow[] {
    return [...this.#rows.values()]
      .sort((a, b) => b.totalSeconds - a.totalSeconds)
      .map((row) => ({
        fingerprint: row.statement.fingerprint,
        statement: row.statement.text,
        pool: this.pool,
        routes: [...row.routes].sort(),
        calls: row.calls,
        meanSeconds: row.totalSeconds / row.calls,
        maxSeconds: row.maxSeconds,
        lastSeenAt: new Date(row.lastSeenAt).toISOString(),
      }));
  }

  #rowOf(statement: Statement): Row {
    const known = this.#rows.get(statement.fingerprint);
    if (known !== undefined) return known;
    if (this.#rows.size >= MAX_ROWS) this.#dropLeastRecent();
    const row: Row = {
      statement,
      routes: new Set(),
      calls: 0,
      totalSeconds: 0,
      maxSeconds: 0,
      lastSeenAt: 0,
      loggedAt: -Infinity,
      unlogged: 0,
    };
    this.#rows.set(statement.fingerprint, row);
    return row;
  }

  #dropLeastRecent(): void {
    let oldest: Row | undefined;
    for (const row of this.#rows.values()) {
      if (oldest === undefined || row.lastSeenAt < oldest.lastSeenAt) oldest = row;
    }
    if (oldest !== undefined) this.#rows.delete(oldest.statement.fingerprint);
  }

  #report(row: Row, durationSeconds: number, route: string | undefined): void {
    const now = this.clock.monotonic();
    if (now - row.loggedAt < LOG_EVERY_MS) {
      row.unlogged++;
      return;
    }
    this.log.warn(
      {
        fingerprint: row.statement.fingerprint,
        statement: row.statement.text,
        durationSeconds,
        route: route ?? null,
        pool: this.pool,
        ...(row.unlogged > 0 ? { notLoggedSinceLast: row.unlogged } : {}),
      },
      'slow query'
    );
    row.loggedAt = now;
    row.unlogged = 0;
  }
}
