import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Payload } from '../cache/compression.js';
import { storedHeader, type StoredHeaders } from './cache-rules.js';
import { notModified } from './conditional.js';

export const CACHE_HEADER = 'x-growth-engine-cache';

export interface StoredAnswer {
  readonly headers: StoredHeaders;
  readonly etag: string | undefined;
  readonly body: string | Buffer;
  /** Seconds that it was old when it was stored. */
  readonly age: number;
}

/** What of it is compressed. */
export const BODY: Payload<StoredAnswer> = {
  read: (answer) => answer.body,
  write: (answer, body) => ({ ...answer, body }),
};

export function mark(response: ServerResponse, result: 'hit' | 'bypass'): void {
  if (!response.headersSent) response.setHeader(CACHE_HEADER, result);
}

/** A 304 has none; RFC 9110, section 15.4.5. */
const OF_THE_BODY = ['content-type', 'content-encoding', 'content-language'] as const;

/** `ageSeconds`: since the answer was made, here or before it came here. */
export function send(
  { headers, etag, body }: StoredAnswer,
  ageSeconds: number,
  method: string | undefined,
  requestHeaders: IncomingHttpHeaders,
  response: ServerResponse
): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    response.setHeader(String(headers[index]), headers[index + 1] ?? '');
  }
  if (etag !== undefined) response.setHeader('etag', etag);
  response.setHeader('age', Math.floor(ageSeconds));
  mark(response, 'hit');
  const conditional = requestHeaders['if-modified-since'] !== undefined;
  if (notModified(requestHeaders, etag, conditional ? storedHeader(headers, 'last-modified') : undefined)) {
    response.statusCode = 304;
    for (const name of OF_THE_BODY) response.removeHeader(name);
    response.end();
    return;
  }
  response.statusCode = 200;
  response.setHeader('content-length', Buffer.byteLength(body));
  if (method === 'HEAD') response.end();
  else response.end(body);
}
