import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { CACHE_HEADER } from './stored-answer.js';

export interface RouteBenchmarkOptions {
  /** Where the application is, e.g. `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  /** Path and query below it. */
  readonly path: string;
  /** Default 50, at least 1. */
  readonly requests?: number;
  /** Requests at the same time; default 1, so that they do not wait for each other. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Load times in milliseconds from the sending of a request to the end of its answer; hit rate in percent. */
export interface RouteBenchmark {
  readonly averageLoadTime: number;
  readonly p95LoadTime: number;
  readonly cacheHitRate: number;
  readonly requests: number;
}

interface Sample {
  readonly ms: number;
  readonly hit: boolean;
}

const DEFAULT_REQUESTS = 50;

/** Requests a route over HTTP. @throws Error when it cannot be reached or answers with anything but 2xx. */
export async function benchmarkRoute(options: RouteBenchmarkOptions): Promise<RouteBenchmark> {
  const { requests = DEFAULT_REQUESTS, concurrency = 1, signal } = options;
  const url = urlOf(options.baseUrl, options.path);
  checkCount('requests', requests);
  checkCount('concurrency', concurrency);
  const agent = new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: concurrency });
  const samples: Sample[] = [];
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) samples.push(await sample(url, agent, signal));
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, work));
  } finally {
    left = 0;
    agent.destroy();
  }
  const times = samples.map(({ ms }) => ms).sort((one, other) => one - other);
  return {
    averageLoadTime: times.reduce((sum, ms) => sum + ms, 0) / times.length,
    p95LoadTime: times[Math.ceil(times.length * 0.95) - 1] ?? 0,
    cacheHitRate: (samples.filter(({ hit }) => hit).length / samples.length) * 100,
    requests: samples.length,
  };
}

function sample(url: URL, agent: HttpAgent, signal: AbortSignal | undefined): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const fail = (cause: Error): void => reject(signal?.aborted === true ? cause : unreachable(url, cause));
    const receive = (answer: IncomingMessage): void => {
      const { statusCode = 0 } = answer;
      answer.on('error', fail);
      answer.on('end', () => {
        if (statusCode < 200 || statusCode > 299) reject(notWell(url, statusCode));
        else resolve({ ms: performance.now() - startedAt, hit: answer.headers[CACHE_HEADER] === 'hit' });
      });
      answer.resume();
    };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { agent, ...(signal === undefined ? {} : { signal }) }, receive);
    request.on('error', fail);
    request.end();
  });
}

function urlOf(baseUrl: string, path: string): URL {
  let url: URL;
  try {
    const base = new URL(baseUrl);
    url = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}${path.startsWith('/') ? path : `/${path}`}`);
  } catch (cause) {
    throw new Error(
      `Cannot benchmark ${path}: baseUrl "${baseUrl}" is no URL; give one such as "http://127.0.0.1:3000".`,
      {
        cause,
      }
    );
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new Error(`Cannot benchmark ${path}: baseUrl "${baseUrl}" must begin with http:// or https://.`);
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`Cannot benchmark: ${name} is ${value}; give a whole number above 0.`);
}

const unreachable = (url: URL, cause: Error): Error =>
  new Error(`Cannot benchmark ${url.href}: ${cause.message}. Start the application there, or correct baseUrl.`, {
    cause,
  });

const notWell = (url: URL, statusCode: number): Error =>
  new Error(`Cannot benchmark ${url.href}: it answered ${statusCode}. Name a path that answers 2xx to a plain GET.`);
