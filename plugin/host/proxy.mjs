import { fillTemplate, matchRoute } from './route-table.mjs';

/** What Grafana does not pass on, besides what belongs to one connection only. */
const DROPPED = new Set([
  'cookie',
  'host',
  'origin',
  'referer',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'expect',
  'accept-encoding',
  'authorization',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-grafana-id',
]);
const DROPPED_FROM_ANSWER = new Set([
  'set-cookie',
  'connection',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'keep-alive',
]);
const TIMEOUT_MS = 30_000;

const reply = (response, status, message) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
};

/** @param {import('node:http').IncomingMessage} request */
const bodyOf = async (request) => {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/**
 * Answers as Grafana's plugin proxy does: the first route of plugin.json that matches method and path, its action, its
 * URL and headers filled from the settings; 403, 404, 502 and 504 as there.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} path below the proxy, with the query
 * @param {import('./server.d.mts').ProxyContext} context
 */
export async function proxy(request, response, path, context) {
  const [pathname = '', query = ''] = path.split(/\?(.*)/s);
  if (/\/\/|%2f|(^|\/)\.\.(\/|$)/i.test(pathname)) {
    return reply(response, 400, 'bad path');
  }
  const method = request.method ?? 'GET';
  const match = matchRoute(context.routes, method, pathname);
  if (match === undefined) {
    return reply(response, 404, 'plugin route match not found');
  }
  if (match.route.reqAction !== undefined && context.permissions[match.route.reqAction] !== true) {
    return reply(response, 403, 'plugin proxy route access denied');
  }

  const base = fillTemplate(match.route.url, context.settings);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!DROPPED.has(name) && value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
  }
  for (const { name, content } of match.route.headers ?? []) {
    headers.set(name, fillTemplate(content, context.settings));
  }
  for (const [name, value] of Object.entries(context.upstreamHeaders)) {
    headers.set(name, value);
  }

  // One controller with its own timer: on Node 20 a signal made by AbortSignal.any may be collected before it fires.
  const ending = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    ending.abort();
  }, TIMEOUT_MS);
  response.once('close', () => ending.abort());
  try {
    const url = new URL(`${base}${match.rest === '' ? '' : `/${match.rest}`}${query === '' ? '' : `?${query}`}`);
    const body = method === 'GET' || method === 'HEAD' ? undefined : await bodyOf(request);
    const answer = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: ending.signal,
      ...(body !== undefined && body.length > 0 && { body }),
    });
    const content = Buffer.from(await answer.arrayBuffer());
    for (const [name, value] of answer.headers) {
      if (!DROPPED_FROM_ANSWER.has(name)) {
        response.setHeader(name, value);
      }
    }
    response.writeHead(answer.status).end(content);
  } catch (error) {
    if (response.destroyed) {
      return undefined;
    }
    context.onError(error);
    response.writeHead(isLate ? 504 : 502).end();
  } finally {
    clearTimeout(timer);
  }
  return undefined;
}
