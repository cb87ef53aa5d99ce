import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http';
import type { HeaderSource } from './answer-capture.js';

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
  | 'trailers';

const NO_CACHE = /(?:^|[\s,])(?:no-store|no-cache|max-age\s*=\s*"?0+"?)(?=$|[\s,;])/i;
const PRIVATE = /(?:^|[\s,])private(?=$|[\s,;=])/i;
const NO_STORE = /(?:^|[\s,])(?:no-store|no-cache|s-maxage\s*=\s*"?0+"?)(?=$|[\s,;=])/i;

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
  const control = headers['cache-control'];
  if (control !== undefined) return NO_CACHE.test(control) ? 'no-cache' : undefined;
  return headers.pragma !== undefined && /no-cache/i.test(headers.pragma) ? 'no-cache' : undefined;
}

/**
 * Whether an answer may be stored. A declared key lets `private` and `Set-Cookie` through (the cookie itself is never
 * stored); `no-store` and `Vary: *` hold always.
 */
export function answerBypass(statusCode: number, headers: HeaderSource, keyed: boolean): Bypass | undefined {
  if (statusCode !== 200) return 'status';
  if (!keyed && headers.getHeader('set-cookie') !== undefined) return 'set-cookie';
  const control = headers.getHeader('cache-control');
  if (control !== undefined) {
    const text = textOf(control);
    if (NO_STORE.test(text)) return 'no-store';
    if (!keyed && PRIVATE.test(text)) return 'private';
  }
  const vary = headers.getHeader('vary');
  if (vary !== undefined && textOf(vary).includes('*')) return 'vary';
  if (headers.getHeader('content-range') !== undefined) return 'partial';
  return headers.getHeader('trailer') === undefined ? undefined : 'trailers';
}

const NO_NAMES: readonly string[] = [];

/** Header names of `Vary`, lower case. */
export function varyNames(headers: HeaderSource): readonly string[] {
  const vary = headers.getHeader('vary');
  if (vary === undefined) return NO_NAMES;
  return textOf(vary)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

const textOf = (value: OutgoingHttpHeader): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Of this connection or this moment: not part of what is stored. */
const NOT_STORED = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'date',
  'age',
  'set-cookie',
  'proxy-authenticate',
  'proxy-connection',
]);

export type StoredHeaders = readonly (readonly [name: string, value: string | number | readonly string[]])[];

/** Names and values by turns. */
export type HeaderList = readonly OutgoingHttpHeader[];

export function listHeaders(headers: HeaderSource): HeaderList {
  const list: OutgoingHttpHeader[] = [];
  for (const name of headers.getHeaderNames()) list.push(name, headers.getHeader(name) ?? '');
  return list;
}

/**
 * What of an answer's headers is kept. What a middleware before us had set belongs to its request, and will be set anew for
 * the next; `ours` is our own header.
 */
export function headersToStore(headers: HeaderSource, before: HeaderList, ours: string): StoredHeaders {
  const stored: [string, string | number | readonly string[]][] = [];
  for (const name of headers.getHeaderNames()) {
    const value = headers.getHeader(name);
    const at = before.indexOf(name);
    if (value === undefined || (at >= 0 && before[at + 1] === value)) continue;
    const lower = name.toLowerCase();
    if (lower !== ours && !NOT_STORED.has(lower)) stored.push([lower, value]);
  }
  return stored;
}
