import { once } from 'node:events';
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { codeOf } from './error-code.js';

const SOCKET = /^(\w+)-\d+\.sock$/;
/** Of a worker that ended without a word. */
const DEAD: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOENT']);

const STILL_USED: ReadonlySet<unknown> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT']);

export interface SiblingText {
  readonly worker: string;
  readonly text: string;
}

export interface SiblingAnswers {
  readonly texts: readonly SiblingText[];
  /** Why some did not answer, one sentence each. */
  readonly failures: readonly string[];
}

export interface Siblings {
  readonly worker: string;
  /** Expositions of the other workers, in text format 0.0.4. Waits for none longer than until `signal` aborts. */
  ask(signal: AbortSignal): Promise<SiblingAnswers>;
  close(): Promise<void>;
}

export interface SiblingsOptions {
  /** Folder in which the workers of one primary put their sockets. */
  readonly folder: string;
  /** Name of this worker: letters and digits. */
  readonly worker: string;
  /** Answers with what this worker alone measures. */
  readonly answer: RequestListener;
}

/** A container that starts again has the sockets of its former life, and the same process ids. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function textOf(socketPath: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path: '/metrics', headers: { Accept: 'text/plain' }, agent: false, signal });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`it answered ${response.statusCode}`));
      });
    });
  });
}

/**
 * Workers that share a port: whichever is scraped asks the others over sockets of their own. The primary takes no part, so
 * that it is never held up, and needs no code of ours.
 */
export async function joinSiblings({ folder, worker, answer }: SiblingsOptions): Promise<Siblings> {
  const own = `${worker}-${process.pid}.sock`;
  const path = join(folder, own);
  if (!(await isListening(path))) rmSync(path, { force: true });
  const server = createServer(answer);
  // In a cluster the primary would listen in our place, and hand each request to any of us.
  server.listen({ path, exclusive: true });
  await once(server, 'listening');
  server.unref();

  const askOne = async (name: string, signal: AbortSignal): Promise<SiblingText | undefined> => {
    const other = join(folder, name);
    try {
      return { worker: SOCKET.exec(name)?.[1] ?? name, text: await textOf(other, signal) };
    } catch (error) {
      if (!DEAD.has(codeOf(error))) throw error;
      rmSync(other, { force: true });
      return undefined;
    }
  };

  return {
    worker,
    async ask(signal) {
      const names = readdirSync(folder).filter((name) => name !== own && SOCKET.test(name));
      const settled = await Promise.allSettled(names.map((name) => askOne(name, signal)));
      return {
        texts: settled.flatMap((one) => (one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [])),
        failures: settled.flatMap((one, index) =>
          one.status === 'rejected' ? [`Worker ${names[index]} was not heard: ${String(one.reason)}`] : []
        ),
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(path, { force: true });
      removeIfEmpty(folder);
    },
  };
}

/** The last one to leave. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!STILL_USED.has(codeOf(error))) throw error;
  }
}
