import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RedisConnection } from '../redis-connection.js';

/** Undefined where there is none on the PATH. */
export const redisBinary = (): string | undefined =>
  ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** A real server on a free port, with a folder of its own. */
export class RedisServer {
  readonly #dir = mkdtempSync(join(tmpdir(), 'ge-redis-'));
  #child: ChildProcess | undefined;

  private constructor(
    readonly binary: string,
    readonly port: number
  ) {}

  static async start(binary: string): Promise<RedisServer> {
    const server = new RedisServer(binary, await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const child = spawn(
      this.binary,
      ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#dir, '--save', '', '--loglevel', 'warning'],
      { stdio: 'ignore' }
    );
    this.#child = child;
    for (let tries = 0; tries < 200; tries++) {
      if (await this.#answers()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${this.binary} did not answer on port ${this.port}.`);
  }

  /** Not open yet: call `connect`. */
  connection(name: string): RedisConnection {
    const connection = createConnection(this.url, name);
    connection.on('error', () => {});
    return connection;
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.on('data', (answer) => {
        resolve(answer.toString().startsWith('+PONG'));
        socket.destroy();
      });
      socket.on('error', () => resolve(false));
    });
  }

  /** Holds still, with its sockets open, as a machine does that swaps. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
