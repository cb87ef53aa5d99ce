import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http';
import type { AnswerHeaders } from './answer-headers.js';

/** Why an answer is neither taken from the cache nor stored, or undefined. Names follow RFC 9111. */
export type Bypass =
  | 'method'
  | 'target'
  | 'range'
  | 'no-cache'
  | 'credentials'
  | 'no-key'
  | 'status'
  | 'set-cookie'
  | 'private'
  | 'no-store'
  | 'vary'
  | 'partial'
  | 'trailers'
  | 'content'
  | 'precondition'
  | 'expired'
  | 'hop-by-hop';

const NO_CACHE = /(?:^|[\s,])(?:no-store|no-cache|max-age\s*=\s*"?0+"?)(?=$|[\s,;])/i;
const PRIVATE = /(?:^|[\s,])private(?=$|[\s,;=])/i;
const NO_STORE = /(?:^|[\s,])(?:no-store|no-cache)(?=$|[\s,;=])/i;
const OF_THE_CONNECTION = /^(?:\s*(?:close|keep-alive)?\s*(?:,|$))*$/i;

/** `keyed`: the route declares a key that separates users. */
export function requestBypass(
  method: string | undefined,
  url: string,
  headers: IncomingHttpHeaders,
  keyed: boolean
): Bypass | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || headers['x-http-method-override'] !== undefined) return 'method';
  // An absolute target, as proxies get it, says a host of its own.
  if (!url.startsWith('/')) return 'target';
  if (!keyed && (headers.authorization !== undefined || headers.cookie !== undefined)) return 'credentials';
  if (headers.range !== undefined) return 'range';
  // The handler may answer what it is sent, and the next client would be given that.
  const { 'content-length': length } = headers;
  if ((length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined) return 'content';
  if (headers['if-match'] !== undefined || headers['if-unmodified-since'] !== undefined) return 'precondition';
  const control = headers['cache-control'];
  if (control !== undefined) return NO_CACHE.test(control) ? 'no-cache' : undefined;
  return headers.pragma !== undefined && /no-cache/i.test(headers.pragma) ? 'no-cache' : undefined;
}

/**
 * Whether an answer may be stored. A declared key lets `private` and `Set-Cookie` through (the cookie itself is never
 * stored); `no-store` and `Vary: *` hold always. `freshSeconds`: what the answer says about it itself.
 */
export function answerBypass(
  statusCode: number,
  headers: AnswerHeaders,
  keyed: boolean,
  freshSeconds?: number
): Bypass | undefined {
  if (statusCode !== 200) return 'status';
  if (freshSeconds !== undefined && !(freshSeconds > 0)) return 'expired';
  if (!keyed && headers['set-cookie'] !== undefined) return 'set-cookie';
  const control = headers['cache-control'];
  if (control !== undefined) {
    const text = textOf(control);
    if (NO_STORE.test(text)) return 'no-store';
    if (!keyed && PRIVATE.test(text)) return 'private';
  }
  const { vary } = headers;
  if (vary !== undefined && textOf(vary).includes('*')) return 'vary';
  if (headers['content-range'] !== undefined) return 'partial';
  const { connection } = headers;
  if (connection !== undefined && !OF_THE_CONNECTION.test(textOf(connection))) return 'hop-by-hop';
  return headers.trailer === undefined ? undefined : 'trailers';
}

const NO_NAMES: readonly string[] = [];

/** Header names of `Vary`, lower case. */
export function varyNames({ vary }: AnswerHeaders): readonly string[] {
  if (vary === undefined) return NO_NAMES;
  return textOf(vary)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/** Of a header that may have been set as a list. */
export const textOf = (value: OutgoingHttpHeader): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Of this connection or this moment, or kept beside the headers: not part of what is stored. */
const NOT_STORED = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'date',
  'age',
  'set-cookie',
  'te',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'etag',
  'content-length',
]);

/** Names and values by turns. */
export type StoredHeaders = readonly (string | number | readonly string[])[];

/** Of one that was stored. */
export function storedHeader(headers: StoredHeaders, name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] === name) return String(headers[index + 1]);
  }
  return undefined;
}

/**
 * What of an answer's headers is kept. What a middleware before us had set belongs to its request, and will be set anew for
 * the next. Answers of a route differ little in this: where it is as in `last`, that list is used again.
 */
export function headersToStore(headers: AnswerHeaders, before: AnswerHeaders, last: StoredHeaders): StoredHeaders {
  const stored: (string | number | readonly string[])[] = [];
  let same = true;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || before[name] === value || NOT_STORED.has(name)) continue;
    same &&= last[stored.length] === name && last[stored.length + 1] === value;
    stored.push(name, value);
  }
  return same && stored.length === last.length ? last : stored;
}
