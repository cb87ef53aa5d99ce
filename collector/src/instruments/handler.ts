import type { IncomingMessage, ServerResponse } from 'node:http';
import { silentLog, systemClock, type Clock, type Log } from '../contract/index.js';
import { negotiateEncoding, negotiateFormat, scrapeDeadlineMs } from './negotiation.js';
import { BadScrapeError, readScrapeRequest, type ScrapedProbes } from './scrape-selection.js';
import { Scraper, type Collect } from './scrape.js';
import type { Instruments } from './types.js';

const DEFAULT_MAX_IN_FLIGHT = 40;
/** How long a client may take to read its answer before it no longer counts as in flight. */
const READ_DEADLINE_MS = 60_000;

export interface MetricsHandlerOptions {
  readonly instruments: Pick<Instruments, 'expose'>;
  /** Brings the numbers up to date before a rendering; what it throws is logged and loses nothing else. */
  readonly collect?: Collect;
  /** Collects instead of `collect`, and can be chosen from with `collect[]` and `exclude[]`. */
  readonly probes?: ScrapedProbes;
  readonly log?: Log;
  /** Scrapes that may be under way at once, 40 by default; one more is answered 503. */
  readonly maxInFlight?: number;
  readonly clock?: Clock;
}

export type MetricsHandler = (req: IncomingMessage, res: ServerResponse) => void;

const refuse = (res: ServerResponse, status: number, sentence: string, headers: Record<string, string>): void => {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  res.end(`${sentence}\n`);
};

const headerText = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(',');

/** Answers a scrape; mounts in Express (`app.get('/metrics', handler)`) and in Node's own server. */
export function createMetricsHandler(options: MetricsHandlerOptions): MetricsHandler {
  const { instruments, probes, log = silentLog, clock = systemClock, maxInFlight = DEFAULT_MAX_IN_FLIGHT } = options;
  const collect = probes === undefined ? options.collect : probes.collect.bind(probes);
  const scraper = new Scraper({ instruments, collect, log, clock });
  let inFlight = 0;

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const request = readScrapeRequest(req.url ?? '', probes);
    const { format, contentType } = negotiateFormat(headerText(req.headers.accept));
    const encoding = negotiateEncoding(headerText(req.headers['accept-encoding']));
    const deadlineMs = scrapeDeadlineMs(req.headers['x-prometheus-scrape-timeout-seconds']);
    const body = await scraper.scrape(format, request, deadlineMs);
    const chunks = await body.encoded(encoding);
    if (res.destroyed) return;
    res.writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': chunks.reduce((length, chunk) => length + chunk.byteLength, 0),
      'Cache-Control': 'no-store',
      Vary: 'Accept, Accept-Encoding',
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    });
    if (req.method !== 'HEAD') for (const chunk of chunks) res.write(chunk);
    res.end();
  };

  return (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return refuse(res, 405, 'Metrics are read with GET or HEAD.', { Allow: 'GET, HEAD' });
    }
    if (inFlight >= maxInFlight) {
      return refuse(res, 503, `More than ${maxInFlight} scrapes are under way; try again in a second.`, {
        'Retry-After': '1',
      });
    }
    inFlight += 1;
    const cancel = clock.after(READ_DEADLINE_MS, () => res.destroy());
    res.once('close', () => {
      cancel();
      inFlight -= 1;
    });
    res.on('error', (error) => log.debug({ err: error }, 'A scrape’s client went away'));
    answer(req, res).catch((error: unknown) => {
      if (error instanceof BadScrapeError) return refuse(res, 400, error.message, {});
      log.error({ err: error }, 'The exposition of metrics failed');
      if (res.headersSent) res.destroy();
      else refuse(res, 500, 'The exposition of metrics failed; the log says why.', {});
    });
  };
}
