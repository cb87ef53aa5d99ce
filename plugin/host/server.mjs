import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sendFile } from './files.mjs';
import { proxy } from './proxy.mjs';
import { permissionsOf, ROLES } from './route-table.mjs';
import { createSessions } from './sessions.mjs';

const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
const LARGEST_BODY = 64 * 1024;
const PAGE = /^\/(?:$|a\/|plugins\/|d\/|panels(?:\/|$))/;
const OURS = /^\/(?:public|api\/(?:host|plugins|plugin-proxy))\//;

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const bodyOf = async (request) => {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > LARGEST_BODY) {
      throw new RangeError('The body is too large.');
    }
  }
  return text === '' ? {} : JSON.parse(text);
};

/** @type {import('./server.d.mts').createHostPage} */
export function createHostPage({
  distDir,
  hostDir,
  collectorUrl,
  tokens,
  role = 'Admin',
  invitation,
  upstreamHeaders,
  now = Date.now,
  onError = () => {},
}) {
  const read = (file) => JSON.parse(readFileSync(path.join(distDir, file), 'utf8'));
  const app = read('plugin.json');
  const panels = app.includes
    .filter((include) => include.type === 'panel')
    .map((include) => ({ dir: path.dirname(include.path), ...read(include.path) }));
  const folders = new Map([[app.id, distDir], ...panels.map((panel) => [panel.id, path.join(distDir, panel.dir)])]);
  const sessions = createSessions(role, now);
  let first = invitation;
  if (invitation !== undefined) {
    sessions.invite(invitation);
  }
  // As Grafana keeps them; a change lasts as long as this process.
  const settings = {
    jsonData: { collectorUrl: collectorUrl.replace(/\/+$/, '') },
    secureJsonData: { readToken: tokens.read, controlToken: tokens.control },
  };

  const withUrls = (meta) => ({
    ...meta,
    module: `public/plugins/${meta.id}/module.js`,
    baseUrl: `public/plugins/${meta.id}`,
    info: {
      ...meta.info,
      logos: {
        small: `/public/plugins/${meta.id}/${meta.info.logos.small}`,
        large: `/public/plugins/${meta.id}/${meta.info.logos.large}`,
      },
    },
  });
  const boot = (session) => ({
    role: session.role,
    permissions: permissionsOf(app.roles ?? [], session.role),
    app: {
      ...withUrls(app),
      enabled: true,
      pinned: true,
      jsonData: settings.jsonData,
      secureJsonFields: Object.fromEntries(
        Object.entries(settings.secureJsonData).map(([name, value]) => [name, value !== ''])
      ),
    },
    panels: panels.map(withUrls),
  });

  async function saveSettings(request, response) {
    const body = await bodyOf(request);
    settings.jsonData = { ...body.jsonData };
    settings.secureJsonData = { ...settings.secureJsonData, ...body.secureJsonData };
    json(response, 200, { message: 'Plugin settings updated' });
  }

  async function api(request, response, session, target) {
    const [pathname = ''] = target.split('?');
    const method = request.method ?? 'GET';
    const permissions = permissionsOf(app.roles ?? [], session.role);
    const prefix = `/api/plugin-proxy/${app.id}/`;
    if (pathname.startsWith(prefix)) {
      return proxy(request, response, target.slice(prefix.length), {
        routes: app.routes ?? [],
        permissions,
        settings,
        upstreamHeaders: upstreamHeaders?.(session.role) ?? {},
        onError,
      });
    }
    if (pathname === '/api/host/boot' && method === 'GET') {
      return json(response, 200, boot(session));
    }
    if (pathname === '/api/host/role' && method === 'PUT') {
      const body = await bodyOf(request);
      if (!ROLES.includes(body.role)) {
        return json(response, 400, { message: `role must be one of ${ROLES.join(', ')}` });
      }
      session.role = body.role;
      return json(response, 200, { role: session.role });
    }
    if (pathname === `/api/plugins/${app.id}/settings`) {
      if (permissions['plugins:write'] !== true) {
        return json(response, 403, { message: 'You need the Admin role.' });
      }
      if (method === 'POST') {
        return saveSettings(request, response);
      }
      if (method === 'GET') {
        return json(response, 200, boot(session).app);
      }
    }
    return json(response, 404, { message: 'Not found' });
  }

  async function answer(request, response) {
    const target = request.url ?? '/';
    const { pathname, searchParams } = new URL(target, 'http://host');
    for (const [name, value] of Object.entries(SECURITY)) {
      response.setHeader(name, value);
    }
    const session = sessions.find(request.headers.cookie);

    const invitation = pathname === '/' ? searchParams.get('session') : null;
    if (invitation !== null && session === undefined) {
      const cookie = sessions.redeem(invitation);
      if (cookie === undefined) {
        return refuse(response, 'This link has been used or is too old.');
      }
      // Not a redirect: a Strict cookie is not sent along with one that began on another site.
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': cookie,
        'cache-control': 'no-store',
      });
      return response.end(
        '<!doctype html><meta http-equiv="refresh" content="0;url=/"><link rel="icon" href="data:,"><title>Growth Engine</title>\n'
      );
    }
    if (session === undefined) {
      return refuse(response, 'This page needs a session.');
    }
    if (!isSameOrigin(request)) {
      return json(response, 403, { message: 'Calls come from this page only.' });
    }

    if (pathname.startsWith('/api/')) {
      return api(request, response, session, target);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(response, 405, { message: 'Only GET here.' });
    }
    if (pathname.startsWith('/public/host/')) {
      return sendFile(request, response, path.join(hostDir, 'assets'), decodeURIComponent(pathname.slice(13)));
    }
    if (pathname.startsWith('/public/build/img/icons/')) {
      return sendFile(request, response, path.join(hostDir, 'icons'), decodeURIComponent(pathname.slice(24)));
    }
    if (pathname.startsWith('/public/fonts/')) {
      return sendFile(request, response, path.join(hostDir, 'fonts'), decodeURIComponent(pathname.slice(14)));
    }
    const [, id, file] = /^\/public\/plugins\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    if (id !== undefined && file !== undefined && folders.has(id)) {
      return sendFile(request, response, folders.get(id), decodeURIComponent(file));
    }
    if (pathname.startsWith('/public/')) {
      return json(response, 404, { message: 'Not found' });
    }
    return sendFile(request, response, hostDir, 'index.html');
  }

  return {
    handler(request, response) {
      const [pathname = '/'] = (request.url ?? '/').split('?');
      if (!PAGE.test(pathname) && !OURS.test(pathname)) {
        return false;
      }
      answer(request, response).catch((error) => {
        onError(error);
        if (response.headersSent) {
          response.destroy();
        } else {
          json(response, error instanceof SyntaxError || error instanceof RangeError ? 400 : 500, {
            message: 'The host page could not answer.',
          });
        }
      });
      return true;
    },
    url(origin = '') {
      const token = first ?? sessions.invite();
      first = undefined;
      return `${origin}/?session=${token}`;
    },
  };
}

const refuse = (response, why) => {
  response
    .writeHead(401, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(`${why} Open the link that the terminal printed when it started.\n`);
};

/** A write must come from a page of this very origin. */
const isSameOrigin = (request) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return true;
  }
  const { origin, host } = request.headers;
  if (origin === undefined) {
    return request.headers['sec-fetch-site'] === undefined || request.headers['sec-fetch-site'] === 'same-origin';
  }
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};
