import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverUser } from '../../../demo/postgres/user.js';
import { freePort, startServer, type ServerProcess } from './server-process.js';

export interface PgBouncer {
  readonly process: ServerProcess;
  /** Of the console, for the user `probe`, who is in stats_users; `nosy` has the same password and is not. */
  readonly consoleUrl: string;
  /** Of the one database behind it, `shop`, for the user `shopper`. */
  readonly shopUrl: string;
}

export interface PgBouncerHouse {
  /** At the same port each time. */
  start(): Promise<PgBouncer>;
  remove(): void;
}

/** PgBouncer before one PostgreSQL: one pool of one connection, transaction mode. */
export async function preparePgBouncer(databaseUrl: string, password: string): Promise<PgBouncerHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const user = await serverUser();
  const server = new URL(databaseUrl);
  const port = await freePort();
  const owned = (path: string, mode: number): void => {
    chmodSync(path, mode);
    if (user !== undefined) chownSync(path, user.uid, user.gid);
  };
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    owned(path, 0o600);
    return path;
  };
  const names = ['probe', 'shopper', 'nosy'];
  const users = file('users.txt', names.map((name) => `"${name}" "${password}"\n`).join(''));
  const login = `user=${server.username} password=${decodeURIComponent(server.password)}`;
  const config = file(
    'pgbouncer.ini',
    `[databases]
shop = host=127.0.0.1 port=${server.port} dbname=postgres ${login} pool_size=1 max_db_connections=5
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
stats_users = probe
pool_mode = transaction
`
  );
  owned(folder, 0o700);
  const urlOf = (name: string, database: string): string =>
    `postgresql://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  return {
    start: async () => ({
      process: await startServer('pgbouncer', [config], { ready: /process up/, ...user }),
      consoleUrl: urlOf('probe', 'pgbouncer'),
      shopUrl: urlOf('shopper', 'shop'),
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
