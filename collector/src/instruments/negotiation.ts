import type { ExpositionFormat } from './types.js';

/** Content type of each format; the version is part of what Prometheus parses by. */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  'text-0.0.4': 'text/plain; version=0.0.4; charset=utf-8',
};

/**
 * The format to answer in. Prometheus asks for newer ones first and takes text in any case, and so does a browser, so text
 * is what is left when nothing else fits, whatever `Accept` says.
 */
export const negotiateFormat = (_accept: string | undefined): ExpositionFormat => 'text-0.0.4';

export type ContentEncoding = 'identity' | 'gzip';

/** RFC 9110 §12.5.3: gzip where it is named, or `*`, with a weight above 0. */
export function negotiateEncoding(acceptEncoding: string | undefined): ContentEncoding {
  const weights = new Map<string, number>();
  for (const item of (acceptEncoding ?? '').split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(coding, weight === undefined ? 1 : Number(weight));
  }
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0 ? 'gzip' : 'identity';
}

const LONGEST_MS = 9000;
const OFFSET_MS = 500;
const SMALLEST_SHARE = 0.6;

/**
 * Milliseconds in which a scrape must be answered: the scraper's own timeout (X-Prometheus-Scrape-Timeout-Seconds) less
 * 0.5 s for the way back, at least 60 % of it, at most 9 s.
 */
export function scrapeDeadlineMs(timeoutHeader: string | readonly string[] | undefined): number {
  const timeoutMs = Number(typeof timeoutHeader === 'string' ? timeoutHeader : undefined) * 1000;
  if (!(timeoutMs > 0)) return LONGEST_MS;
  return Math.min(Math.max(timeoutMs - OFFSET_MS, timeoutMs * SMALLEST_SHARE), LONGEST_MS);
}
