import { Socket } from 'node:net';
import type { Log } from '../../contract/index.js';
import { describeConnectionError } from '../connection-error.js';
import { codeOf } from '../kept-file.js';
import type { Row } from './tables.js';

/** What of a `pg.Client` is touched. */
interface PgClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<{ readonly rows: readonly Row[] }>;
  end(): Promise<void>;
  on(event: 'error' | 'end', listener: (error?: unknown) => void): unknown;
}

type PgClientClass = new (config: {
  connectionString: string;
  application_name: string;
  stream: () => Socket;
}) => PgClient;

const CLOSED = 'The probe of PgBouncer is closed.';
const IN_TIME = 'PgBouncer: it did not answer in time. Look for load on its one core, or whether it is suspended.';

const BY_CODE: Readonly<Record<string, string>> = {
  '28P01': 'it refused user or password. Check them in the URL, and auth_file',
  '28000': 'it refused the login. Check auth_hba_file for this host',
  '3D000': 'it does not know the database. The URL must end in /pgbouncer',
  ENOENT: 'a certificate file that the URL names does not exist. Check sslrootcert, sslcert and sslkey',
  '57P01': 'it is shutting down. Wait until it has started again',
};

/** Words of PgBouncer's own that have no code apart from 08P01 ("protocol violation"), which it gives to everything. */
const BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [/password|SASL|authentication/i, 'it refused user or password. Check them in the URL, and auth_file'],
  [/not allowed|admin access needed/i, 'the user may not ask. Put it into stats_users of pgbouncer.ini'],
  [/no such (database|user)/i, 'it does not know user or database. Check auth_file; the URL must end in /pgbouncer'],
  [/no more connections|too many/i, 'it takes no more clients. Raise max_client_conn'],
  [/does not support SSL/i, 'it does not speak TLS. Set client_tls_sslmode there, or leave sslmode out of the URL'],
  [/certificate|self.signed/i, 'its certificate is not trusted. Give sslrootcert in the URL'],
  [/terminated|ended|shut ?down|not queryable/i, 'it broke the connection. Check that it runs'],
];

/** One cause and what to do. Without the message, which is another's text. */
function describe(error: unknown): string {
  const code = codeOf(error);
  const known = typeof code === 'string' ? BY_CODE[code] : undefined;
  if (known !== undefined) return `PgBouncer: ${known}.`;
  const network = describeConnectionError(error);
  if (network !== undefined) return `PgBouncer: ${network}`;
  const text = error instanceof Error ? error.message : '';
  const words = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
  return `PgBouncer: ${words ?? `it failed${typeof code === 'string' ? ` (${code})` : ''}. Look into its log`}.`;
}

async function loadPg(): Promise<PgClientClass> {
  try {
    const { default: pg } = await import('pg');
    return pg.Client;
  } catch (error) {
    throw new Error('The package pg is not installed. Run npm install pg next to the collector.', { cause: error });
  }
}

interface Open {
  readonly client: PgClient;
  readonly socket: Socket;
  readonly connected: Promise<unknown>;
}

/**
 * The admin console over one connection that stays open; opened again after it broke. What is aborted costs the connection.
 * Errors hold nothing of the URL.
 */
export class PgBouncerConsole {
  readonly #url: string;
  readonly #log: Log;
  #open: Open | undefined;
  #isClosed = false;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  /** Rows of each command (`SHOW POOLS`), in order. @throws Error in one sentence with what to do. */
  async ask(commands: readonly string[], signal: AbortSignal): Promise<readonly (readonly Row[])[]> {
    if (this.#isClosed) throw new Error(CLOSED);
    if (signal.aborted) throw new Error(IN_TIME);
    let abort = (): void => {};
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => {
        this.#drop();
        reject(new Error(IN_TIME));
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([this.#run(commands, signal), aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #run(commands: readonly string[], signal: AbortSignal): Promise<readonly (readonly Row[])[]> {
    const Client = await loadPg();
    if (this.#isClosed || signal.aborted) throw new Error(CLOSED);
    let used: Open | undefined;
    try {
      used = this.#open ?? this.#begin(Client);
      // Only while somebody waits for an answer does the connection keep the process alive.
      used.socket.ref();
      await used.connected;
      const answers: (readonly Row[])[] = [];
      for (const command of commands) answers.push((await used.client.query(command)).rows);
      used.socket.unref();
      return answers;
    } catch (cause) {
      // Not whatever is open now: this may be the end of a run that was given up on.
      if (used !== undefined) this.#end(used);
      throw new Error(describe(cause), { cause });
    }
  }

  #begin(Client: PgClientClass): Open {
    // Ours, so that a server which has stopped answering can be left at once.
    const socket = new Socket();
    const client = new Client({
      connectionString: this.#url,
      application_name: 'growth-engine',
      stream: () => socket,
    });
    const opened: Open = { client, socket, connected: client.connect() };
    this.#open = opened;
    const forget = (): void => {
      if (this.#open === opened) this.#open = undefined;
    };
    client.on('error', (error) => {
      forget();
      this.#log.debug(
        { why: describe(error) },
        'The connection to PgBouncer broke; the next collection opens a new one'
      );
    });
    client.on('end', forget);
    return opened;
  }

  #drop(): void {
    if (this.#open !== undefined) this.#end(this.#open);
  }

  #end(opened: Open): void {
    if (this.#open === opened) this.#open = undefined;
    opened.socket.destroy();
  }
}
