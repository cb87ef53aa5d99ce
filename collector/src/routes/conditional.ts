import type { IncomingHttpHeaders } from 'node:http';

/**
 * RFC 9110, section 13.2.2: whether what the client has is what is stored. If-None-Match by weak comparison; only without it
 * If-Modified-Since counts.
 */
export function notModified(
  headers: IncomingHttpHeaders,
  etag: string | undefined,
  lastModified: string | undefined
): boolean {
  const condition = headers['if-none-match'];
  if (condition !== undefined) return etag !== undefined && matches(condition, etag);
  const since = headers['if-modified-since'];
  // What is no date compares as false.
  return since !== undefined && lastModified !== undefined && Date.parse(lastModified) <= Date.parse(since);
}

function matches(condition: string, etag: string): boolean {
  if (condition.trim() === '*') return true;
  const opaque = weakless(etag);
  return condition.match(ENTITY_TAG)?.some((candidate) => weakless(candidate) === opaque) ?? false;
}

/** A comma may stand inside of the quotes. */
const ENTITY_TAG = /(?:W\/)?"[^"]*"|[^\s,]+/g;
const weakless = (etag: string): string => (etag.startsWith('W/') ? etag.slice(2) : etag);
