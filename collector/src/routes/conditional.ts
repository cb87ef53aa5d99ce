import type { IncomingHttpHeaders } from 'node:http';

/** RFC 9110, section 13.1.2: weak comparison of If-None-Match with what is stored. */
export function notModified(headers: IncomingHttpHeaders, etag: string | undefined): boolean {
  const condition = headers['if-none-match'];
  if (condition === undefined || etag === undefined) return false;
  if (condition.trim() === '*') return true;
  const opaque = weakless(etag);
  return condition.split(',').some((candidate) => weakless(candidate.trim()) === opaque);
}

const weakless = (etag: string): string => (etag.startsWith('W/') ? etag.slice(2) : etag);
