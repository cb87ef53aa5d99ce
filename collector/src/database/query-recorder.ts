import { METRICS, type Clock, type Log } from '../contract/index.js';
import type { BoundCounter, BoundHistogram, Family, Instruments } from '../instruments/types.js';
import type { RequestContext } from '../instruments/request-context.js';
import { SlowQueries } from './slow-queries.js';
import { errorClassOf, sqlStateOf } from './sqlstate.js';
import { OPERATIONS, type Operation } from './statement-text.js';
import { StatementSeries } from './statement-series.js';
import { StatementMemory } from './statements.js';

const DEADLOCK = '40P01';
const LOG_DEADLOCK_EVERY_MS = 10_000;

export interface QueryRecorderOptions {
  readonly pool: string;
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly log: Log;
  readonly slowQuerySeconds: number;
  readonly maxStatements: number;
}

/** Everything that is counted about the statements and errors of one pool. */
export class QueryRecorder {
  readonly slow: SlowQueries;
  /** Monotonic milliseconds of the last statement that the server answered. */
  lastAnswerAt = -Infinity;
  /** Monotonic milliseconds of the last failure to reach the server. */
  lastLossAt = -Infinity;

  readonly #options: QueryRecorderOptions;
  readonly #memory = new StatementMemory();
  readonly #series: StatementSeries;
  readonly #durations: Family<BoundHistogram>;
  readonly #byOperation: Readonly<Record<Operation, BoundHistogram>>;
  readonly #errors: Family<BoundCounter>;
  readonly #errorClasses = new Map<string, BoundCounter>();
  readonly #slowCount: BoundCounter;
  readonly #deadlocks: BoundCounter;
  #deadlockLoggedAt = -Infinity;

  constructor(options: QueryRecorderOptions) {
    const { instruments, pool } = options;
    this.#options = options;
    this.slow = new SlowQueries(pool, options.clock, options.log);
    this.#series = new StatementSeries(instruments, pool, options.maxStatements, options.clock);
    this.#durations = instruments.histogram(METRICS.db_query_duration_seconds);
    this.#byOperation = {
      select: this.#durations.bind(pool, 'select'),
      insert: this.#durations.bind(pool, 'insert'),
      update: this.#durations.bind(pool, 'update'),
      delete: this.#durations.bind(pool, 'delete'),
      other: this.#durations.bind(pool, 'other'),
    };
    this.#errors = instruments.counter(METRICS.db_errors_total);
    this.#slowCount = instruments.counter(METRICS.db_slow_queries_total).bind(pool);
    this.#deadlocks = instruments.counter(METRICS.db_deadlocks_total).bind(pool);
  }

  /** `startedAt` in monotonic milliseconds; `error` as the client gave it, `undefined` for success. */
  query(text: string, startedAt: number, error: unknown, context: RequestContext | undefined): void {
    const { clock, slowQuerySeconds } = this.#options;
    const now = clock.monotonic();
    const seconds = (now - startedAt) / 1000;
    const statement = this.#memory.of(text);
    this.#byOperation[statement.operation].observe(seconds);
    this.#series.record(statement.fingerprint, seconds);
    if (seconds > slowQuerySeconds) {
      this.#slowCount.inc();
      this.slow.record(statement, seconds, context?.route);
    }
    if (error === undefined) {
      this.lastAnswerAt = now;
      return;
    }
    this.failure(error);
    if (sqlStateOf(error) === DEADLOCK) this.#deadlock(statement, error, context, now);
  }

  /** A failed statement, a failed attempt to connect, or a connection that broke while idle. */
  failure(error: unknown): void {
    const kind = errorClassOf(error);
    const now = this.#options.clock.monotonic();
    if (kind === 'connection') this.lastLossAt = now;
    else if (sqlStateOf(error) !== undefined) this.lastAnswerAt = now;
    this.#errorClass(kind).inc();
  }

  close(): void {
    const { pool, instruments } = this.#options;
    for (const operation of OPERATIONS) this.#durations.remove(pool, operation);
    for (const kind of this.#errorClasses.keys()) this.#errors.remove(pool, kind);
    instruments.counter(METRICS.db_slow_queries_total).remove(pool);
    instruments.counter(METRICS.db_deadlocks_total).remove(pool);
    this.#series.close();
  }

  #errorClass(kind: string): BoundCounter {
    let counter = this.#errorClasses.get(kind);
    if (counter === undefined) {
      counter = this.#errors.bind(this.#options.pool, kind);
      this.#errorClasses.set(kind, counter);
    }
    return counter;
  }

  #deadlock(
    statement: { readonly fingerprint: string; readonly text: string },
    error: unknown,
    context: RequestContext | undefined,
    now: number
  ): void {
    this.#deadlocks.inc();
    if (now - this.#deadlockLoggedAt < LOG_DEADLOCK_EVERY_MS) return;
    this.#deadlockLoggedAt = now;
    const detail = typeof error === 'object' && error !== null && 'detail' in error ? error.detail : undefined;
    this.#options.log.warn(
      {
        fingerprint: statement.fingerprint,
        statement: statement.text,
        detail,
        route: context?.route ?? null,
        pool: this.#options.pool,
      },
      'deadlock: PostgreSQL ended this transaction; run it again, and lock rows in one order everywhere'
    );
  }
}
