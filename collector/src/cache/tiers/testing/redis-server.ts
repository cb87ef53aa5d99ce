import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../../probes/testing/redis-server.js';
import { freePort, type ServerProcess } from '../../../probes/testing/server-process.js';
import { createConnection, type RedisConnection } from '../redis-connection.js';

/** A real server on a port of its own, which it has again after it was killed. */
export class RedisServer {
  readonly #dir = mkdtempSync(join(tmpdir(), 'ge-redis-'));
  #process: ServerProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#process = await startRedis({ port: this.port, args: ['--dir', this.#dir] });
  }

  /** Not open yet: call `connect`. */
  connection(name: string): RedisConnection {
    const connection = createConnection(this.url, name);
    connection.on('error', () => {});
    return connection;
  }

  /** Holds still, with its sockets open, as a machine does that swaps. */
  pause(): void {
    this.#process?.hang();
  }

  resume(): void {
    this.#process?.wake();
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
