import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { API_BASE, silentLog, systemClock } from '../../contract/index.js';
import { createServer } from '../server.js';
import type { CollectorServer, ServerOptions } from '../server.js';
import { createFakeControl } from './fake-control.js';
import type { FakeControl } from './fake-control.js';

export const TOKENS = {
  agent: 'agent-token-for-the-tests',
  read: 'read-token-for-the-tests',
  control: 'control-token-for-the-tests',
} as const;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export interface Ask {
  readonly method?: string;
  /** The kind of one of ours, or any other text. */
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Buffer;
  readonly signal?: AbortSignal;
}

export interface Harness {
  readonly server: CollectorServer;
  readonly control: FakeControl;
  /** Below API_BASE. */
  api(path: string, ask?: Ask): Promise<Reply>;
  /** Any path, over TCP or the socket. */
  ask(path: string, ask?: Ask, socketPath?: string): Promise<Reply>;
  close(): Promise<void>;
}

const tokenOf = (token: string): string => (token in TOKENS ? TOKENS[token as keyof typeof TOKENS] : token);

/** A real server on a free port, with a loop that answers fixed documents. */
export async function startHarness(options: Partial<ServerOptions> = {}): Promise<Harness> {
  const control = createFakeControl();
  const server = await createServer({
    control,
    tokens: TOKENS,
    metricsHandler: (_, response) => void response.end('growth_engine_build_info 1\n'),
    clock: systemClock,
    log: silentLog,
    version: '0.1.0',
    ready: () => undefined,
    ...options,
    config: { listen: { host: '127.0.0.1', port: 0 }, ...options.config },
  });

  const ask: Harness['ask'] = (path, { method = 'GET', token, headers = {}, body, raw, signal } = {}, socketPath) =>
    new Promise((resolve, reject) => {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const target = socketPath === undefined ? { host: '127.0.0.1', port: server.port } : { socketPath };
      const request = httpRequest(
        {
          ...target,
          path,
          method,
          agent: false,
          ...(signal === undefined ? {} : { signal }),
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${tokenOf(token)}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const isJson = /json/.test(response.headers['content-type'] ?? '');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              json: isJson ? (JSON.parse(text) as unknown) : undefined,
            });
          });
        }
      );
      request.on('error', reject);
      request.end(payload);
    });

  return {
    server,
    control,
    ask,
    api: (path, options_) => ask(API_BASE + path, options_),
    close: () => server.close(),
  };
}
