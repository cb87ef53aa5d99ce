import type { IncomingHttpHeaders } from 'node:http';

/** Not in a URL, a header value or a method: parts of a key cannot run into each other. */
const SEPARATOR = '\n';

/**
 * What an answer depends on by default: host, as the client and proxies in front say it, path, and query in any order of its
 * names. Headers that applications are known to build links from belong to it, or one client could plant an answer for all
 * (web cache poisoning).
 *
 * Almost all requests name the same host: of `homeHost`, the URL alone is the key, a string that is there already. A URL
 * begins with a slash, other keys with a separator, which also stands where the host ends: it may contain anything else.
 */
export function defaultKey(headers: IncomingHttpHeaders, url: string, homeHost: string): string {
  const forwardedHost = headers['x-forwarded-host'];
  const forwardedProto = headers['x-forwarded-proto'];
  const { host = '' } = headers;
  let key = sortedQuery(url);
  if (host !== homeHost) key = `${SEPARATOR}${host}${SEPARATOR}${key}`;
  if (forwardedHost !== undefined) key += `${SEPARATOR}h${textOf(forwardedHost)}`;
  if (forwardedProto !== undefined) key += `${SEPARATOR}p${textOf(forwardedProto)}`;
  return key;
}

/** Adds what the route says beyond that; it narrows the key, and cannot widen it. */
export const withRouteKey = (key: string, routeKey: string): string => `${key}${SEPARATOR}k${routeKey}`;

export function withVary(key: string, names: readonly string[], headers: IncomingHttpHeaders): string {
  let varied = key;
  for (const name of names) varied += `${SEPARATOR}v${name}:${normalised(textOf(headers[name]))}`;
  return varied;
}

/** `b=1&a=2&a=1` is `a=2&a=1&b=1`: values of one name keep their order. */
export function sortedQuery(url: string): string {
  const begin = url.indexOf('?');
  if (begin < 0 || !url.includes('&', begin)) return url;
  const parts = url.slice(begin + 1).split('&');
  const named = parts.map((part) => ({ part, name: part.split('=', 1)[0] ?? '' }));
  named.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return `${url.slice(0, begin + 1)}${named.map(({ part }) => part).join('&')}`;
}

const textOf = (value: string | readonly string[] | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.join(',');

/** Spaces around commas make no difference. */
const normalised = (value: string): string => value.replace(/\s*,\s*/g, ',').trim();
