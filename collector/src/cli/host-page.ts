import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from '../config/index.js';
import type { Actor, Log } from '../contract/index.js';
import type { Authorize, HostPage } from '../server/index.js';
import type { Tokens } from '../store/index.js';

/** What `host/server.mjs` of the plugin exports. */
interface HostPageModule {
  createHostPage(options: {
    distDir: string;
    hostDir: string;
    collectorUrl: string;
    tokens: { read: string; control: string };
    invitation?: string | undefined;
    upstreamHeaders: (role: string) => Readonly<Record<string, string>>;
    onError: (error: unknown) => void;
  }): HostPage & { url(origin: string): string };
}

/** Carries the secret by which the collector knows calls of its own page, and the role of the session. */
const SECRET_HEADER = 'x-growth-engine-host-page';
const ROLE_HEADER = 'x-growth-engine-host-role';

export interface OpenHostPage extends HostPage {
  readonly authorize: Authorize;
  /** Tells the page where its collector listens; until then it answers nothing. */
  reachAt(collectorUrl: string): void;
  /** A link that works once. */
  url(origin: string): string;
}

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** @throws StartError where the plugin has not been built. */
export async function openHostPage(options: {
  pluginDir: string;
  invitation: string | undefined;
  tokens: Tokens;
  log: Log;
}): Promise<OpenHostPage> {
  const { pluginDir, tokens, log } = options;
  const parts = {
    server: join(pluginDir, 'host/server.mjs'),
    dist: join(pluginDir, 'dist'),
    host: join(pluginDir, 'host/dist'),
  };
  for (const needed of [parts.server, join(parts.dist, 'plugin.json'), join(parts.host, 'index.html')])
    if (!existsSync(needed))
      throw new StartError(
        `There is no host page in ${pluginDir}: ${needed} is missing.`,
        'Build the plugin (npm run build -w plugin), or leave --host-page out.'
      );
  const module = (await import(pathToFileURL(parts.server).href)) as HostPageModule;
  const secret = randomBytes(32).toString('base64url');
  let page: ReturnType<HostPageModule['createHostPage']> | undefined;

  const isOurs = (given: string | undefined): boolean =>
    given?.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret));

  // The page is configured with tokens as Grafana is; its session stands for the person, not for the token.
  const hasToken = (request: IncomingMessage, token: string): boolean => {
    const expected = Buffer.from(`Bearer ${token}`);
    const given = Buffer.from(headerOf(request, 'authorization') ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  return {
    reachAt(collectorUrl) {
      page = module.createHostPage({
        distDir: parts.dist,
        hostDir: parts.host,
        collectorUrl,
        tokens,
        invitation: options.invitation,
        upstreamHeaders: (role) => ({ [SECRET_HEADER]: secret, [ROLE_HEADER]: role }),
        onError: (error) => log.warn({ error: String(error) }, 'the host page could not answer'),
      });
    },
    handler: (request: IncomingMessage, response: ServerResponse) => page?.handler(request, response) ?? false,
    url: (origin) => page?.url(origin) ?? origin,
    authorize(request, needed): Actor | undefined {
      if (!isOurs(headerOf(request, SECRET_HEADER)) || !hasToken(request, tokens[needed])) return undefined;
      const role = headerOf(request, ROLE_HEADER) ?? 'Viewer';
      return { kind: 'host-page', name: 'host page', role };
    },
  };
}
