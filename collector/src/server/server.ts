import { join } from 'node:path';
import { userInfo } from 'node:os';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { StartError } from '../config/index.js';
import type { Clock, Control, Log } from '../contract/index.js';
import { terminalAccess, tokenAccess } from './access.js';
import type { Access, Authorize, BearerTokens } from './access.js';
import { createApiRouter } from './api-router.js';
import { createApp } from './app.js';
import { createHandlers } from './handlers.js';
import { createHostGuard, isLoopbackAddress } from './host-guard.js';
import { createIdentityVerifier } from './identity.js';
import type { VerifyIdentity } from './identity.js';
import { closeGracefully, listenOnPort, listenOnSocket } from './listeners.js';
import { openapiDocument } from './openapi.js';
import { createProbePages, createStartPage } from './pages.js';
import type { HostPage } from './pages.js';

/** The part of the configuration that the server reads; a CollectorConfig fits. */
export interface ServerConfig {
  /** Absent: no TCP port, the socket alone. */
  readonly listen?: { readonly host?: string; readonly port: number };
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly grafana?: { readonly keysUrl?: string; readonly issuer?: string; readonly audience?: string };
}

export interface ServerOptions {
  readonly control: Control;
  readonly config: ServerConfig;
  readonly tokens: BearerTokens;
  readonly metricsHandler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** One sentence on why the collector is not ready; undefined when it is. */
  readonly ready: () => string | undefined;
  /** The page that stands at `/`. */
  readonly hostPage?: HostPage;
  /** Knows people by other means than a token; asked before the tokens for everything but reports of agents. */
  readonly authorize?: Authorize;
  /** Unix socket for the terminal, mode 0600. */
  readonly socketPath?: string;
  /** Name of whoever opens the socket; the user that this process runs as. */
  readonly terminalUser?: string;
}

export interface CollectorServer {
  /** `http://host:port`; undefined without a TCP port. */
  readonly url: string | undefined;
  /** The port that was taken; undefined without a TCP port. */
  readonly port: number | undefined;
  readonly socketPath: string | undefined;
  /** Ends what is held, lets the rest end for two seconds. Safe to call twice. */
  close(): Promise<void>;
}

export const controlSocketPath = (stateDir: string): string => join(stateDir, 'control.sock');

const DEFAULT_HOST = '127.0.0.1';

/** @throws StartError where it cannot listen, with the next step. */
export async function createServer(options: ServerOptions): Promise<CollectorServer> {
  const { control, config, clock, log, version } = options;
  const closing = new AbortController();
  const openapi = openapiDocument(version);
  const handlers = createHandlers({ control, clock, openapi: () => openapi });
  const probePages = createProbePages({
    version,
    ready: options.ready,
    storeError: () => control.health(undefined).checks['store'],
    closing: closing.signal,
  });
  const startPage = createStartPage(version, options.hostPage);

  const appFor = (access: Access, guard?: (request: IncomingMessage) => void): RequestListener =>
    createApp({
      ...(guard === undefined ? {} : { guard }),
      api: createApiRouter({ control, handlers, access, closing: closing.signal }),
      probePages,
      startPage,
      metricsHandler: options.metricsHandler,
      closing: closing.signal,
      log,
    });

  const { listen, allowedHosts = [], allowedOrigins = [] } = config;
  const servers: Server[] = [];
  let address: { host: string; port: number } | undefined;
  try {
    if (listen !== undefined) {
      const host = listen.host ?? DEFAULT_HOST;
      assertHostsSaid(host, allowedHosts);
      const access = tokenAccess({
        tokens: options.tokens,
        verifyIdentity: verifierOf(config, clock),
        authorize: options.authorize,
      });
      const server = await listenOnPort(
        appFor(access, createHostGuard({ allowedHosts, allowedOrigins })),
        host,
        listen.port
      );
      servers.push(server);
      address = { host, port: portOf(server) };
    }
    if (options.socketPath !== undefined)
      servers.push(
        await listenOnSocket(appFor(terminalAccess(options.terminalUser ?? userInfo().username)), options.socketPath)
      );
  } catch (error) {
    await Promise.all(servers.map((server) => closeGracefully(server, clock)));
    throw error;
  }

  let closed: Promise<unknown> | undefined;
  return {
    url: address === undefined ? undefined : `http://${urlHost(address.host)}:${address.port}`,
    port: address?.port,
    socketPath: options.socketPath,
    close: async () => {
      closing.abort();
      closed ??= Promise.all(servers.map((server) => closeGracefully(server, clock)));
      await closed;
    },
  };
}

function assertHostsSaid(host: string, allowedHosts: readonly string[]): void {
  if (isLoopbackAddress(host) || allowedHosts.length > 0) return;
  throw new StartError(
    `Listening on ${host} makes the collector reachable from elsewhere, and allowedHosts does not say by which names.`,
    'Set allowedHosts (GROWTH_ENGINE_ALLOWED_HOSTS) to the host names that clients use, or listen on 127.0.0.1.'
  );
}

export function verifierOf(config: Pick<ServerConfig, 'grafana'>, clock: Clock): VerifyIdentity | undefined {
  const { keysUrl, issuer, audience } = config.grafana ?? {};
  return keysUrl === undefined || issuer === undefined
    ? undefined
    : createIdentityVerifier({ keysUrl, issuer, audience, clock });
}

/** An address that means "all of them" is none to call: loopback is among them. */
const CALLABLE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function urlHost(host: string): string {
  const callable = CALLABLE[host] ?? host;
  return callable.includes(':') && !callable.startsWith('[') ? `[${callable}]` : callable;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address');
  return address.port;
}
