import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeConnectionError } from '../connection-error.js';
import type { RedisAddress } from './address.js';
import { encodeCommand, readReply, RespError, type Reply } from './resp.js';

interface Open {
  readonly socket: Socket;
  /** Bytes that have come and have not been read as a reply. */
  pending: Buffer;
  /** Who waits for the next reply. */
  waiting: { resolve(reply: Reply): void; reject(error: unknown): void } | undefined;
}

const CLOSED = 'The probe of Redis is closed.';
const IN_TIME = 'Redis: it did not answer in time. Look for a slow command or load on the server.';

/** What the code before an error reply's text means. The text itself may quote what was sent, a password among it. */
const BY_CODE: Readonly<Record<string, string>> = {
  NOAUTH: 'it wants a password. Write it into the URL: redis://user:password@host:6379.',
  WRONGPASS: 'it refused user or password. Check them in the URL.',
  NOPERM: 'the user lacks a permission. Grant it: ACL SETUSER name +ping +info.',
  DENIED: 'it is in protected mode and takes connections from its own machine only. Set a password or bind there.',
  LOADING: 'it loads its data into memory. Wait until it has.',
  MASTERDOWN: 'its link to the primary is down. Check the primary.',
};

function wordsFor(reply: string, command: string): string {
  if (/max number of clients/.test(reply)) return 'it has no connection left. Raise maxclients.';
  const code = /^[A-Z]{1,32}(?= |$)/.exec(reply)?.[0] ?? 'an error';
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  return command === 'AUTH'
    ? 'it refused the password of the URL, or has none set: then leave user and password out.'
    : `it answered ${code} to ${command}. Look whether the command was renamed there.`;
}

/**
 * One connection that stays open, one command at a time; opened again after it broke. What is aborted costs the connection,
 * since its answer could come later. Errors hold nothing that was sent.
 */
export class RedisConnection {
  readonly #address: RedisAddress;
  #open: Open | undefined;
  #isClosed = false;

  constructor(address: RedisAddress) {
    this.#address = address;
  }

  /** The text of the reply. @throws Error in one sentence with what to do. */
  async ask(command: readonly string[], signal: AbortSignal): Promise<string> {
    if (this.#isClosed) throw new Error(CLOSED);
    const abort = (): void => this.#drop(new Error(IN_TIME));
    if (signal.aborted) throw new Error(IN_TIME);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const open = this.#open ?? (await this.#connect());
      // Only while somebody waits for an answer does the connection keep the process alive.
      open.socket.ref();
      return await this.#exchange(open, command);
    } finally {
      this.#open?.socket.unref();
      signal.removeEventListener('abort', abort);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop(new Error(CLOSED));
  }

  async #exchange(open: Open, command: readonly string[]): Promise<string> {
    // Written to a socket that is gone, nothing would ever answer.
    if (open.socket.destroyed) throw new Error(CLOSED);
    const reply = await new Promise<Reply>((resolve, reject) => {
      open.waiting = { resolve, reject };
      open.socket.write(encodeCommand(command));
    });
    if (reply.kind === 'error') throw new Error(`Redis: ${wordsFor(reply.text, command[0] ?? '')}`);
    return reply.text;
  }

  async #connect(): Promise<Open> {
    const { host, port, isTls, serverName, user, password } = this.#address;
    const socket = isTls
      ? connectTls({ host, port, ...(serverName === undefined ? {} : { servername: serverName }) })
      : connectTcp({ host, port });
    const open: Open = { socket, pending: Buffer.alloc(0), waiting: undefined };
    this.#open = open;
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      open.waiting = { resolve: () => resolve(), reject };
      socket.once(isTls ? 'secureConnect' : 'connect', () => resolve());
      socket.on('data', (chunk: Buffer) => this.#take(open, chunk));
      socket.on('error', (cause) =>
        this.#end(open, new Error(`Redis: ${describeConnectionError(cause) ?? 'the connection failed.'}`, { cause }))
      );
      socket.once('close', () =>
        this.#end(open, new Error('Redis: it closed the connection. Check that it runs, and its maxclients.'))
      );
    });
    if (password === undefined) return open;
    try {
      await this.#exchange(open, ['AUTH', ...(user === undefined ? [] : [user]), password]);
    } catch (error) {
      this.#end(open, error);
      throw error;
    }
    return open;
  }

  #take(open: Open, chunk: Buffer): void {
    open.pending = open.pending.length === 0 ? chunk : Buffer.concat([open.pending, chunk]);
    try {
      const read = readReply(open.pending, 0);
      if (read === undefined) return;
      const { waiting } = open;
      open.pending = open.pending.subarray(read.next);
      open.waiting = undefined;
      if (waiting === undefined) throw new RespError('it sent an answer that nobody asked for');
      waiting.resolve(read.reply);
    } catch (error) {
      const why = error instanceof RespError ? error.message : 'its answer could not be read';
      this.#end(
        open,
        new Error(`Redis: ${why}. Check that the address is that of Redis or Valkey, with or without TLS.`)
      );
    }
  }

  #drop(error: Error): void {
    if (this.#open !== undefined) this.#end(this.#open, error);
  }

  #end(open: Open, error: unknown): void {
    if (this.#open === open) this.#open = undefined;
    open.socket.destroy();
    const { waiting } = open;
    open.waiting = undefined;
    waiting?.reject(error);
  }
}
