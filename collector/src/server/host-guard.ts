import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ProblemError } from '../contract/index.js';

export interface HostGuardOptions {
  /** Names without port; `*.example` stands for every name below. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopbackAddress = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** Lower case, without port and without the dot of the root. */
const hostNameOf = (host: string): string | undefined => {
  const match = /^(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase().replace(/\.$/, '');
};

/** The address that the client connected to: an address cannot be rebound, a name can. */
const ownAddress = (request: IncomingMessage): string | undefined => {
  const address = request.socket.localAddress?.replace(/^::ffff:/, '');
  if (address === undefined) return undefined;
  return isIP(address) === 6 ? `[${address}]` : address;
};

/**
 * Against DNS rebinding and requests from foreign pages: Host must be a loopback name, the very address that was connected
 * to, or allowed; Origin, where a browser sends one, must be this host or allowed.
 * @throws ProblemError host-refused
 */
export function createHostGuard({
  allowedHosts,
  allowedOrigins,
}: HostGuardOptions): (request: IncomingMessage) => void {
  const exact = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const suffixes = [...exact].filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  const origins = new Set(allowedOrigins.map((origin) => new URL(origin).origin));

  return (request) => {
    const { host, origin } = request.headers;
    const name = host === undefined ? undefined : hostNameOf(host);
    const known =
      name !== undefined &&
      (LOOPBACK_NAMES.has(name) ||
        exact.has(name) ||
        name === ownAddress(request) ||
        suffixes.some((suffix) => name.endsWith(suffix)));
    if (!known)
      throw new ProblemError(
        'host-refused',
        `The host name ${JSON.stringify(host ?? '')} is not one under which this collector may be called.`,
        'Call it by a loopback name, or add the name to allowedHosts.'
      );
    if (origin === undefined || origins.has(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()) return;
    throw new ProblemError(
      'host-refused',
      `Pages of ${JSON.stringify(origin)} may not call this collector.`,
      'Add the origin to allowedOrigins if they should.'
    );
  };
}

/** Paths that mean one thing to a proxy and another to a router. */
export const isAmbiguousPath = (url: string): boolean => {
  const [path = ''] = url.split('?', 1);
  return (
    path.includes('//') || path.includes('\\') || /%(2f|5c|00)/i.test(path) || /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path)
  );
};
