import { isIP } from 'node:net';

const DEFAULT_PORT = 6379;

/** What a `redis://` or `rediss://` URL says. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** With TLS, whose certificate is checked against the host and the authorities that Node trusts. */
  readonly isTls: boolean;
  /** Name for TLS' server name indication; an IP address is none (RFC 6066, 3). */
  readonly serverName: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

const NOT_VALID =
  'The address of Redis is not a valid URL. Write redis://user:password@host:6379, or rediss:// for TLS.';

/** @throws Error in one sentence, without anything of the text: it may hold a password. */
export function parseRedisUrl(text: string): RedisAddress {
  if (!URL.canParse(text)) throw new Error(NOT_VALID);
  const { protocol, hostname, port, username, password } = new URL(text);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || host === '') throw new Error(NOT_VALID);
  return {
    host,
    port: port === '' ? DEFAULT_PORT : Number(port),
    isTls: protocol === 'rediss:',
    serverName: isIP(host) === 0 ? host : undefined,
    user: decoded(username),
    password: decoded(password),
  };
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not with the cause, which quotes the text.
    throw new Error(NOT_VALID);
  }
}
