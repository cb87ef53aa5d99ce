import type { ExpositionFormat } from './types.js';

/** What a scrape is answered in. */
export interface Negotiated {
  readonly format: ExpositionFormat;
  /** With version, and from 1.0.0 on with the escaping of names: what Prometheus parses by. */
  readonly contentType: string;
}

const PLAIN_TEXT: Negotiated = { format: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' };

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** RFC 9110 §12.4.2. */
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

function parameterOf(text: string): readonly [string, string] | undefined {
  const [name = '', ...rest] = text.split('=');
  const value = rest
    .join('=')
    .trim()
    .replace(/^"([^"\\]*)"$/, '$1');
  return TOKEN.test(name.trim()) && value !== '' ? [name.trim().toLowerCase(), value] : undefined;
}

/** Undefined where the range is malformed or has a weight of 0. */
function mediaRangeOf(text: string): MediaRange | undefined {
  const [type = '', ...rest] = text.split(';');
  const parameters = rest.map(parameterOf);
  if (!MEDIA_TYPE.test(type.trim()) || parameters.includes(undefined)) return undefined;
  const named = new Map(parameters.filter((parameter) => parameter !== undefined));
  const weight = named.get('q') ?? '1';
  if (!WEIGHT.test(weight) || Number(weight) === 0) return undefined;
  return { type: type.trim().toLowerCase(), parameters: named, weight: Number(weight) };
}

/** Our names are plain ones, which is what they are under `allow-utf-8` too; `dots` and `values` are not written. */
const escapingOf = (parameters: MediaRange['parameters']): string =>
  parameters.get('escaping') === 'allow-utf-8' ? 'allow-utf-8' : 'underscores';

function openMetrics(parameters: MediaRange['parameters']): Negotiated | undefined {
  const version = parameters.get('version') ?? '1.0.0';
  if (version !== '1.0.0' && version !== '0.0.1') return undefined;
  const escaping = version === '1.0.0' ? `; escaping=${escapingOf(parameters)}` : '';
  return {
    format: 'openmetrics',
    contentType: `application/openmetrics-text; version=${version}; charset=utf-8${escaping}`,
  };
}

function plainText(parameters: MediaRange['parameters']): Negotiated | undefined {
  const version = parameters.get('version') ?? '0.0.4';
  if (version === '0.0.4') return PLAIN_TEXT;
  if (version !== '1.0.0') return undefined;
  return {
    format: 'text',
    contentType: `text/plain; version=1.0.0; charset=utf-8; escaping=${escapingOf(parameters)}`,
  };
}

const METRIC_FAMILY = 'io.prometheus.client.MetricFamily';

function protobuf(parameters: MediaRange['parameters']): Negotiated | undefined {
  if (parameters.get('proto') !== METRIC_FAMILY || parameters.get('encoding') !== 'delimited') return undefined;
  return {
    format: 'protobuf',
    contentType:
      `application/vnd.google.protobuf; proto=${METRIC_FAMILY}; encoding=delimited; ` +
      `escaping=${escapingOf(parameters)}`,
  };
}

function answerTo({ type, parameters }: MediaRange): Negotiated | undefined {
  if (type === 'application/vnd.google.protobuf') return protobuf(parameters);
  if (type === 'application/openmetrics-text') return openMetrics(parameters);
  if (type === 'text/plain') return plainText(parameters);
  return type === '*/*' || type === 'text/*' ? PLAIN_TEXT : undefined;
}

/**
 * The format to answer in: the one of greatest weight that we have, the earlier of two alike. Ranges that are malformed or
 * of a version that we do not write are passed over. Text 0.0.4 is what is left when nothing fits, since every scraper and
 * every browser can read it.
 */
export function negotiateFormat(accept: string | undefined): Negotiated {
  let best: { readonly answer: Negotiated; readonly weight: number } | undefined;
  for (const text of (accept ?? '').split(',')) {
    const range = mediaRangeOf(text);
    if (range === undefined || range.weight <= (best?.weight ?? 0)) continue;
    const answer = answerTo(range);
    if (answer !== undefined) best = { answer, weight: range.weight };
  }
  return best?.answer ?? PLAIN_TEXT;
}

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
