import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries } from './postgres/binaries.js';
import { FOLDER_PREFIX, removeLeftovers } from './postgres/leftovers.js';
import { serverUser, type ServerUser } from './postgres/user.js';

const run = promisify(execFile);

export interface DemoPostgresOptions {
  /** Use this server and start none; POSTGRES_URL by default. An empty string starts one in any case. */
  readonly url?: string;
  /** Further settings of the server, `name=value`. */
  readonly settings?: readonly string[];
  /** Told what is happening, one line at a time. */
  readonly onProgress?: (line: string) => void;
}

export interface DemoPostgres {
  /** Superuser, database `postgres`. */
  readonly url: string;
  /** Where the server comes from, for people. */
  readonly from: string;
  /** Whether `halt` and `resume` work: the server is ours. */
  readonly isOurs: boolean;
  /** Stops the server and keeps its data. */
  halt(): Promise<void>;
  /** Starts it again, at the same address. */
  resume(): Promise<void>;
  /** Stops it and removes everything that it left; does nothing to a server that is not ours. */
  stop(): Promise<void>;
}

/** Throw-away data: durability is off, so that it starts and fills in seconds. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=128MB',
  'max_wal_size=512MB',
  'jit=off',
  // Two cores are shared with everything else: one statement must not take both.
  'max_parallel_workers_per_gather=0',
  // Deadlocks are planted in the shop; looking for them after the usual second would stall its small pool.
  'deadlock_timeout=100ms',
  'log_min_messages=warning',
  'log_min_error_statement=panic',
];
const START_MS = 30_000;
const STOP_MS = 10_000;
const PORT_ATTEMPTS = 3;

/** Starts a PostgreSQL of its own: a free port, a random password, a folder that `stop` removes. */
export async function startPostgres(options: DemoPostgresOptions = {}): Promise<DemoPostgres> {
  const given = options.url ?? process.env['POSTGRES_URL'] ?? '';
  if (given !== '') return foreignServer(given);

  await removeLeftovers(tmpdir());
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  try {
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    const binaries = await findBinaries(user, folder);
    const data = join(folder, 'data');
    const password = randomBytes(18).toString('base64url');
    options.onProgress?.(`Preparing PostgreSQL (${binaries.from})`);
    await initialise(join(binaries.folder, 'initdb'), data, join(folder, 'password'), password, user);

    const settings = [...SETTINGS, ...(options.settings ?? [])].flatMap((setting) => ['-c', setting]);
    const startAt = (port: number): Promise<ServerProcess> =>
      startServer(join(binaries.folder, 'postgres'), ['-D', data, '-p', String(port), ...settings], user);
    const started = await startOnFreePort(startAt);
    let server = started.server;
    const port = started.port;
    options.onProgress?.(`PostgreSQL listens on 127.0.0.1:${port}`);

    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      from: binaries.from,
      isOurs: true,
      halt: () => server.stop(),
      resume: async () => {
        server = await startAt(port);
      },
      stop: async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    throw error;
  }
}

function foreignServer(url: string): DemoPostgres {
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('The server of POSTGRES_URL is not ours to stop. Unset POSTGRES_URL to start one here.'));
  return { url, from: 'POSTGRES_URL', isOurs: false, halt: refuse, resume: refuse, stop: () => Promise.resolve() };
}

async function initialise(
  initdb: string,
  data: string,
  passwordFile: string,
  password: string,
  user: ServerUser | undefined
): Promise<void> {
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const args = ['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await run(initdb, [...args, '--locale=C', '--encoding=UTF8', '--no-sync'], { ...user, env: { LC_ALL: 'C' } });
  } catch (error) {
    throw new Error('initdb failed. Look at its output below, or set POSTGRES_URL to a running server.', {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

interface ServerProcess {
  stop(): Promise<void>;
}

async function startServer(
  postgres: string,
  args: readonly string[],
  user: ServerUser | undefined
): Promise<ServerProcess> {
  // A session of its own: Ctrl-C in the terminal must not stop the database before the shop has drained.
  const child = spawn(postgres, args, {
    ...user,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C' },
  });
  const endWithUs = (): void => void child.kill('SIGQUIT');
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));
  await ready(child);
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      const impatient = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
      await exited;
      clearTimeout(impatient);
    },
  };
}

/** Waits for the line that says so; `log_min_messages` does not suppress it (LOG ranks above warnings in the server log). */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (cause: string): void => {
      clearTimeout(timer);
      reject(new Error(`PostgreSQL did not start: ${cause}. ${said.trim().split('\n').slice(-3).join(' ')}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      fail(`not ready after ${START_MS / 1000} s`);
    }, START_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with code ${code ?? 'none'}`));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function startOnFreePort(
  startAt: (port: number) => Promise<ServerProcess>
): Promise<{ port: number; server: ServerProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, server: await startAt(port) };
    } catch (error) {
      // Somebody may have taken the port in between.
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}
