import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire to a server that can be cut without either end being told. */
export class Wire {
  readonly #server: Server;
  readonly #pairs: { readonly client: Socket; readonly server: Socket; listens: boolean; dead: boolean }[] = [];
  #isCut = false;

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const pair = { client, server: connect(port, '127.0.0.1'), listens: false, dead: this.#isCut };
      this.#pairs.push(pair);
      client.on('data', (data) => {
        pair.listens ||= data.toString('latin1').toLowerCase().includes('subscribe');
        if (!pair.dead) pair.server.write(data);
      });
      pair.server.on('data', (data) => {
        if (!pair.dead) client.write(data);
      });
      client.on('close', () => pair.server.destroy());
      pair.server.on('close', () => {
        if (!pair.dead) client.destroy();
      });
      client.on('error', () => {});
      pair.server.on('error', () => {});
    });
  }

  static async to(port: number): Promise<Wire> {
    const wire = new Wire(port);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What is connected stays so, and nothing passes on it ever again. */
  cut(): void {
    this.#isCut = true;
    for (const pair of this.#pairs) pair.dead = true;
  }

  /** New connections pass. */
  mend(): void {
    this.#isCut = false;
  }

  /** The same for connections that have subscribed, alone. */
  deafen(): void {
    for (const pair of this.#pairs) if (pair.listens) pair.dead = true;
  }

  close(): Promise<void> {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
