import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmission, type AdmissionLimits } from '../../admission/admission.js';
import { systemClock, type AdmissionMode, type Clock, type GrowthEngineRoute } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { RequestContextCarrier, type RequestContext } from '../../instruments/request-context.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createHttpMiddleware } from '../middleware.js';
import { createRouteCaching } from '../route-cache.js';
import { createRouteTable } from '../table.js';
import { createTracker } from '../tracking.js';

export interface Given {
  readonly routes?: readonly GrowthEngineRoute[];
  readonly limits?: Partial<AdmissionLimits>;
  readonly mode?: AdmissionMode;
  readonly clock?: Clock;
  readonly cpu?: number;
  readonly sizes?: boolean;
}

/** The whole request path with real parts. */
export function createParts(given: Given = {}) {
  const { clock = systemClock } = given;
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const table = createRouteTable(given.routes ?? []);
  const admission = createAdmission({
    instruments,
    clock,
    usage: { cpuRatio: () => given.cpu ?? 0, memoryRatio: () => 0 },
    limits: { maxConcurrentRequests: 100, cpuRatio: 0.8, memoryRatio: 0.8, requestTimeoutMs: 30_000, ...given.limits },
    mode: given.mode ?? 'enforce',
    random: () => 0,
  });
  const finished: { route: string; statusCode: number; arm: RequestContext['arm'] }[] = [];
  const rejected: string[] = [];
  const tracker = createTracker({
    instruments,
    clock,
    sizes: given.sizes === true,
    onFinish: ({ route, arm }, _, statusCode) => finished.push({ route, statusCode, arm }),
    onReject: ({ route }, reason) => rejected.push(`${route} ${reason}`),
  });
  const caching = createRouteCaching({ table, instruments, clock, find: tracker.find });
  const carrier = new RequestContextCarrier();
  const middleware = createHttpMiddleware({ table, tracker, admission, caching, carrier });
  const text = (): Promise<string> => collectText(instruments);
  return { middleware, admission, caching, carrier, finished, rejected, text };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Running {
  readonly port: number;
  readonly baseUrl: string;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function listen(listener: RequestListener): Promise<Running> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    get: (path, headers = {}, method = 'GET') =>
      new Promise((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port, path, headers, method, agent: false }, (answer) => {
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (body += chunk));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
          answer.on('error', reject);
        });
        request.on('error', reject);
        request.end();
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** Waits until something holds that happens on the other side of a socket. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It did not come true within five seconds.');
}
