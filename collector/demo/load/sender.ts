import { Agent, request } from 'node:http';
import type { LoadRequest } from './mix.js';

export interface Sender {
  /** Resolves with the status once the answer is complete; rejects when there was none. */
  send(target: string, what: LoadRequest): Promise<number>;
  close(): void;
}

const TIMEOUT_MS = 30_000;

/** Connections stay open, as a browser's or a proxy's do. */
export function createSender(): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 64 });
  return {
    send: (target, what) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          new URL(what.path, target),
          { agent, method: what.method, headers: what.headers, timeout: TIMEOUT_MS },
          (answer) => {
            answer.on('error', reject);
            answer.on('end', () => resolve(answer.statusCode ?? 0));
            answer.resume();
          }
        );
        outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer after ${TIMEOUT_MS / 1000} s.`)));
        outgoing.on('error', reject);
        outgoing.end(what.body);
      }),
    close: () => agent.destroy(),
  };
}
