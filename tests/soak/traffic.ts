import { Agent, request } from 'node:http';
import { setInterval } from 'node:timers';
import { seededRandom } from '../bench/lib/statistics.js';

/** A day with a request a second and a scrape every 15 seconds, in ten minutes. */
export const REQUESTS_PER_SECOND = 86_400 / 600;
export const SCRAPES_PER_SECOND = 86_400 / 15 / 600;

const ABORT_AFTER_MS = 20;
/** More are not sent: a machine that is too slow must not look like a leak, by a queue that grows. */
const MOST_REQUESTS = 32;
const MOST_SCRAPES = 4;
const ANSWER_WITHIN_MS = 30_000;
/** Far more ids than a cache has places for. */
const IDS = 50_000;

const FORMATS = [
  'text/plain',
  'application/openmetrics-text;version=1.0.0',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
] as const;

export interface Counts {
  requests: number;
  scrapes: number;
  /** Due, and left out because the machine had not answered those before. */
  skipped: number;
  /** Without those that were aborted on purpose. */
  failed: number;
  firstFailure: string | undefined;
}

export interface Traffic {
  readonly counts: Counts;
  stop(): Promise<void>;
}

/** Requests of every kind to the application, and scrapes of all that have /metrics, at constant rates. */
export function startTraffic(appUrl: string, scraped: readonly string[]): Traffic {
  const random = seededRandom(1);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const counts: Counts = { requests: 0, scrapes: 0, skipped: 0, failed: 0, firstFailure: undefined };
  const underWay = { requests: new Set<Promise<void>>(), scrapes: new Set<Promise<void>>() };
  const fail = (why: string): void => {
    counts.failed += 1;
    counts.firstFailure ??= why;
  };

  const send = (url: string, expected: number, options: { accept?: string; abort?: boolean } = {}): void => {
    const same = options.accept === undefined ? underWay.requests : underWay.scrapes;
    const ended = new Promise<void>((done) => {
      const headers = options.accept === undefined ? {} : { accept: options.accept, 'accept-encoding': 'gzip' };
      const sent = request(url, { agent, headers, timeout: ANSWER_WITHIN_MS }, (response) => {
        response.resume();
        if (response.statusCode !== expected) fail(`${url} answered ${response.statusCode}`);
        response.once('close', () => done());
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer')));
      sent.once('error', (error) => {
        // The server may close a connection that was idle while we write to it (nodejs.org, request.reusedSocket).
        if (sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET') send(url, expected, options);
        else if (options.abort !== true) fail(`${url}: ${error.message}`);
        done();
      });
      if (options.abort === true) setTimeout(() => sent.destroy(), ABORT_AFTER_MS);
      sent.end();
    }).finally(() => same.delete(ended));
    same.add(ended);
  };

  const ask = (): void => {
    const kind = random();
    const id = Math.floor(random() * random() * IDS);
    if (kind < 0.4) send(`${appUrl}/item/${id}`, 200);
    else if (kind < 0.85) send(`${appUrl}/page/${id}?by=${id % 7}`, 200);
    else if (kind < 0.92) send(`${appUrl}/nowhere/${Math.floor(random() * 1e9)}`, 404);
    // Few enough that the loop does not take it for an incident.
    else if (kind < 0.925) send(`${appUrl}/fails`, 500);
    else send(`${appUrl}/slow`, 200, { abort: true });
  };
  const scrape = (): void => {
    for (const url of scraped) send(`${url}/metrics`, 200, { accept: FORMATS[counts.scrapes % FORMATS.length] ?? '' });
  };

  const due = { requests: 0, scrapes: 0 };
  const begin = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - begin) / 1000;
    for (; due.requests < seconds * REQUESTS_PER_SECOND; due.requests += 1) {
      if (underWay.requests.size >= MOST_REQUESTS) counts.skipped += 1;
      else {
        counts.requests += 1;
        ask();
      }
    }
    for (; due.scrapes < seconds * SCRAPES_PER_SECOND; due.scrapes += 1) {
      if (underWay.scrapes.size >= MOST_SCRAPES) counts.skipped += 1;
      else {
        counts.scrapes += 1;
        scrape();
      }
    }
  }, 20);
  return {
    counts,
    async stop() {
      clearInterval(timer);
      await Promise.all([...underWay.requests, ...underWay.scrapes]);
      agent.destroy();
    },
  };
}
