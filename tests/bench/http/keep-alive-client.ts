import { connect } from 'node:net';
import type { Socket } from 'node:net';

const LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * Sends exactly as many requests as it is told over a fixed number of kept connections, one after the other on each.
 * No two requests have the same path.
 */
export class KeepAliveClient {
  readonly #sockets: readonly Socket[];
  readonly #port: number;
  #next = 0;
  #lastAnswer = '';

  private constructor(port: number, sockets: readonly Socket[]) {
    this.#port = port;
    this.#sockets = sockets;
  }

  static async open(port: number, connections: number): Promise<KeepAliveClient> {
    const sockets = await Promise.all(
      Array.from(
        { length: connections },
        () =>
          new Promise<Socket>((done, fail) => {
            const socket = connect(port, '127.0.0.1', () => done(socket));
            socket.setNoDelay(true).setEncoding('latin1').once('error', fail);
          })
      )
    );
    return new KeepAliveClient(port, sockets);
  }

  /** Requests so far. */
  get sent(): number {
    return this.#next;
  }

  /** The whole of it, as it came. */
  get lastAnswer(): string {
    return this.#lastAnswer;
  }

  /** @throws Error when an answer is not 200. */
  async send(requests: number): Promise<void> {
    let left = requests;
    const take = (): boolean => left-- > 0;
    await Promise.all(this.#sockets.map((socket) => this.#drive(socket, take)));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #drive(socket: Socket, take: () => boolean): Promise<void> {
    return new Promise((done, fail) => {
      let received = '';
      const stop = (error?: Error): void => {
        socket.removeAllListeners('data').removeAllListeners('close');
        if (error === undefined) done();
        else fail(error);
      };
      const ask = (): void => {
        if (!take()) return stop();
        this.#next += 1;
        socket.write(
          `GET /items/${this.#next} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nAccept: application/json\r\n\r\n`
        );
      };
      socket.on('data', (chunk: string) => {
        received += chunk;
        const head = received.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(LENGTH.exec(received.slice(0, head))?.[1] ?? NaN);
        if (!received.startsWith('HTTP/1.1 200') || Number.isNaN(length)) {
          return stop(new Error(`An answer was not what was expected:\n${received.slice(0, 400)}`));
        }
        if (received.length < head + 4 + length) return;
        this.#lastAnswer = received;
        received = '';
        ask();
      });
      socket.once('close', () => stop(new Error('The server closed a connection.')));
      ask();
    });
  }
}
