import type { Clock } from '../contract/index.js';
import type { QueryRecorder } from './query-recorder.js';
import { describeDatabaseError } from './sqlstate.js';
import type { PoolSize } from './pool-size.js';
import type { ClientLike, PoolLike } from './types.js';

/** Statements that were answered this recently are proof enough. */
const FRESH_MS = 2000;

/** Connections open to ordinary users; `reserved_connections` exists from PostgreSQL 16 on. */
export const SERVER_CONNECTIONS_SQL = `select current_setting('max_connections')::int
  - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true)::int, 0) as connections`;

export interface PoolCheckOptions {
  readonly name: string;
  readonly pool: PoolLike;
  readonly size: PoolSize;
  readonly recorder: QueryRecorder;
  readonly clock: Clock;
  /** The pool's own connect, unmeasured. */
  readonly connect: () => Promise<ClientLike>;
  /** The client's own query, unmeasured. */
  readonly query: (client: ClientLike, text: string) => unknown;
}

/** Asks the server whether it is there and how many connections it accepts; at most one question at a time. */
export class PoolCheck {
  readonly #options: PoolCheckOptions;
  #running: Promise<string> | undefined;

  constructor(options: PoolCheckOptions) {
    this.#options = options;
  }

  run(signal: AbortSignal): Promise<string> {
    if (this.#isFresh() && this.#options.size.isServerKnown) return Promise.resolve('ok');
    return this.#until(signal, (this.#running ??= this.#ask()));
  }

  #isFresh(): boolean {
    const { recorder, clock } = this.#options;
    return clock.monotonic() - recorder.lastAnswerAt < FRESH_MS && recorder.lastAnswerAt > recorder.lastLossAt;
  }

  async #ask(): Promise<string> {
    const { connect, query, size } = this.#options;
    // A lent client has no listener of the pool's: without one, a connection that breaks now would end the process.
    const onBroken = (): void => {};
    try {
      const client = await connect();
      client.addListener('error', onBroken);
      let isBroken = true;
      try {
        this.#learn(await query(client, SERVER_CONNECTIONS_SQL));
        isBroken = false;
      } finally {
        client.release(isBroken || size.isSurplus());
        if (!isBroken) client.removeListener('error', onBroken);
      }
      return 'ok';
    } catch (error) {
      return describeDatabaseError(error);
    } finally {
      this.#running = undefined;
    }
  }

  #learn(result: unknown): void {
    const rows: unknown = typeof result === 'object' && result !== null && 'rows' in result ? result.rows : undefined;
    const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
    const connections: unknown =
      typeof row === 'object' && row !== null && 'connections' in row ? row.connections : undefined;
    if (typeof connections === 'number' && connections > 0) this.#options.size.learnServerConnections(connections);
  }

  /** The question goes on in the background when its time is over: a connection that comes late is given back by it. */
  #until(signal: AbortSignal, answer: Promise<string>): Promise<string> {
    if (signal.aborted) return Promise.resolve(this.#tooLate());
    return new Promise((resolve) => {
      const late = (): void => resolve(this.#tooLate());
      signal.addEventListener('abort', late, { once: true });
      void answer.then((sentence) => {
        signal.removeEventListener('abort', late);
        resolve(sentence);
      });
    });
  }

  #tooLate(): string {
    const { pool, name } = this.#options;
    // A busy pool is no database that is down.
    if (this.#isFresh()) return 'ok';
    if (pool.waitingCount === 0)
      return `Pool ${name}: the database did not answer in time. Look for locks and for load on the server.`;
    const used = pool.totalCount - pool.idleCount;
    return (
      `Pool ${name}: all ${used} connections are in use and ${pool.waitingCount} callers wait. ` +
      'Look for long transactions, or raise the pool.'
    );
  }
}
