import { createServer } from 'node:net';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Hands out loopback ports: the wanted one, or the next free one above it. No port twice. */
export class Ports {
  readonly #taken = new Set<number>();

  async take(wanted: number): Promise<number> {
    for (let port = wanted; port < wanted + 200; port += 1) {
      if (!this.#taken.has(port) && (await isFree(port))) {
        this.#taken.add(port);
        return port;
      }
    }
    throw new Error(`No free port between ${wanted} and ${wanted + 199}. Stop what uses them and start again.`);
  }
}
