import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_BASE, ENDPOINTS } from '../contract/index.js';

export interface PagesOptions {
  readonly version: string;
  /** One sentence on why requests should not come here now; undefined when they may. */
  readonly ready: () => string | undefined;
  /** Why nothing can be remembered, and so nothing is applied; undefined when it can. */
  readonly storeError: () => string | undefined;
  readonly closing: AbortSignal;
}

/**
 * Liveness asks nothing of anybody else: a collector whose database is down must not be restarted for it. Readiness says
 * whether requests may come here. With a store that cannot be written they may: reports are taken in and read as before, and
 * this collector is the one that can say what is wrong. So it is ready, names the check, and `GET health` is unhealthy.
 */
export function createProbePages({ ready, storeError, closing }: PagesOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/healthz', (_, response) => void response.type('text/plain').send('ok\n'));
  router.get('/readyz', (_, response) => {
    const why = closing.aborted ? 'The collector is shutting down.' : ready();
    const fault = why === undefined ? storeError() : undefined;
    response
      .status(why === undefined ? 200 : 503)
      .type('text/plain')
      .send(`${why ?? 'ready'}\n${fault === undefined ? '' : `store: nothing is applied: ${fault}\n`}`);
  });
  return router;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function linksPage(version: string): string {
  const links: readonly (readonly [path: string, text: string])[] = [
    ['/metrics', 'Prometheus metrics'],
    ['/healthz', 'Is it alive?'],
    ['/readyz', 'Is it ready?'],
    [API_BASE + ENDPOINTS.health.path, ENDPOINTS.health.summary],
    [API_BASE + ENDPOINTS.openapi.path, ENDPOINTS.openapi.summary],
  ];
  const items = links.map(([path, text]) => `<li><a href="${path}">${path}</a> ${escapeHtml(text)}</li>`).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Growth Engine collector</title>
<h1>Growth Engine collector</h1>
<p>Version ${escapeHtml(version)}</p>
<ul>
${items}
</ul>
</html>
`;
}

/** A page of its own at `/`: answers what belongs to it and returns true, or leaves the request untouched. */
export interface HostPage {
  handler(request: IncomingMessage, response: ServerResponse): boolean;
}

/** What stands at `/`: the host page where there is one, else a page of links. */
export function createStartPage(version: string, hostPage: HostPage | undefined): RequestHandler {
  if (hostPage !== undefined)
    return (request, response, next) => {
      if (!hostPage.handler(request, response)) next();
    };
  const page = linksPage(version);
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/', (_, response) => {
    response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    response.type('html').send(page);
  });
  return router;
}
