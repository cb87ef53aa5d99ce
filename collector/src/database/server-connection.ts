import { describeDatabaseError } from './sqlstate.js';

/** What of a `pg.Client` is touched. */
interface PgClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<void>;
  on(event: 'error' | 'end', listener: (error?: unknown) => void): unknown;
}

type PgClientClass = new (config: {
  connectionString: string;
  connectionTimeoutMillis: number;
  query_timeout: number;
  statement_timeout: number;
  application_name: string;
  keepAlive: boolean;
}) => PgClient;

async function loadPg(): Promise<PgClientClass> {
  try {
    const { default: pg } = await import('pg');
    return pg.Client;
  } catch (error) {
    throw new Error('The package pg is not installed. Run npm install pg next to the collector.', { cause: error });
  }
}

export interface ServerConnectionOptions {
  readonly connectionString: string;
  /** Longest that connecting and one statement may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly onBroken: (error: unknown) => void;
}

/**
 * One connection that stays open, so that a server without a free connection can still be asked; opened again when it
 * broke. An aborted statement costs the connection: whether it had ended could not be known.
 */
export class ServerConnection {
  readonly #options: ServerConnectionOptions;
  #client: PgClient | undefined;
  #closed = false;

  constructor(options: ServerConnectionOptions) {
    this.#options = options;
  }

  /** Rows of one statement. @throws Error with one sentence and the database's own error as its cause. */
  async query(text: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (this.#closed) throw new Error('The probe of the database is closed.');
    let giveUp: (() => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      giveUp = () =>
        reject(
          new Error('The database did not answer in time. Look for load on the server.', { cause: signal.reason })
        );
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      return await Promise.race([this.#ask(text), aborted]);
    } catch (error) {
      if (signal.aborted) this.#drop();
      throw error;
    } finally {
      if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  async #ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = this.#client ?? (await this.#open());
    try {
      return (await client.query(text)).rows;
    } catch (error) {
      if (this.#client === client) this.#drop();
      throw new Error(describeDatabaseError(error), { cause: error });
    }
  }

  async #open(): Promise<PgClient> {
    const Client = await loadPg();
    const { connectionString, timeoutMs, onBroken } = this.#options;
    let client: PgClient;
    try {
      client = new Client({
        connectionString,
        connectionTimeoutMillis: timeoutMs,
        query_timeout: timeoutMs,
        statement_timeout: timeoutMs,
        application_name: 'growth-engine',
        keepAlive: true,
      });
    } catch (error) {
      throw new Error(
        'The address of the database is not a valid URL. Write postgresql://user:password@host:5432/name.',
        {
          cause: error,
        }
      );
    }
    client.on('error', (error) => {
      if (this.#client === client) this.#client = undefined;
      onBroken(error);
    });
    client.on('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await client.connect();
    } catch (error) {
      this.#endQuietly(client);
      throw new Error(describeDatabaseError(error), { cause: error });
    }
    if (this.#closed) {
      this.#endQuietly(client);
      throw new Error('The probe of the database is closed.');
    }
    this.#client = client;
    return client;
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) this.#endQuietly(client);
  }

  #endQuietly(client: PgClient): void {
    client.end().catch((error: unknown) => this.#options.onBroken(error));
  }
}
