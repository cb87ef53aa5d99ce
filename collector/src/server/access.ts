import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../contract/index.js';
import type { Actor, TokenKind } from '../contract/index.js';
import { IDENTITY_HEADER } from './identity.js';
import type { VerifyIdentity } from './identity.js';

type BearerKind = Exclude<TokenKind, 'none'>;
export type BearerTokens = Readonly<Record<BearerKind, string>>;

/** A person who is known by other means than Grafana's identity, such as a session; `needed` is what the endpoint asks for. */
export type Authorize = (request: IncomingMessage, needed: Exclude<TokenKind, 'none'>) => Actor | undefined;

/** Says who asks, or throws: ProblemError unauthenticated, forbidden or identity-required. */
export type Access = (request: IncomingMessage, needed: TokenKind) => Promise<Actor>;

const NOBODY: Actor = { kind: 'token', name: 'no token' };

/** Whoever may open the socket (mode 0600) is this user or root. */
export const terminalAccess =
  (userName: string): Access =>
  async () => ({ kind: 'terminal', name: userName });

export interface TokenAccessOptions {
  readonly tokens: BearerTokens;
  /** Absent: an identity header is ignored, since nobody can tell whether it was forged. */
  readonly verifyIdentity?: VerifyIdentity | undefined;
  readonly authorize?: Authorize | undefined;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function tokenAccess({ tokens, verifyIdentity, authorize }: TokenAccessOptions): Access {
  const digests: readonly (readonly [BearerKind, Buffer])[] = [
    ['agent', digest(tokens.agent)],
    ['read', digest(tokens.read)],
    ['control', digest(tokens.control)],
  ];

  /** Compares with all three, always, in constant time. */
  const kindOf = (token: string): BearerKind | undefined => {
    const given = digest(token);
    let found: BearerKind | undefined;
    for (const [kind, expected] of digests) if (timingSafeEqual(given, expected)) found = kind;
    return found;
  };

  return async (request, needed) => {
    if (needed === 'none') return NOBODY;
    const person = needed === 'agent' ? undefined : authorize?.(request, needed);
    if (person !== undefined) return allowed(person, needed);
    const given = kindOf(bearerOf(request, needed));
    if (given === undefined)
      throw new ProblemError('unauthenticated', 'The token is not one of this collector’s.', nextStepFor(needed));
    if (given !== needed)
      throw new ProblemError(
        'forbidden',
        `This is the ${given} token; the ${needed} token is needed here.`,
        nextStepFor(needed)
      );
    if (needed === 'control' && verifyIdentity !== undefined) return await verifyIdentity(headerOf(request));
    return { kind: 'token', name: `${needed} token` };
  };
}

const nextStepFor = (needed: BearerKind): string =>
  `Send the header Authorization: Bearer … with what \`growth-engine token show ${needed}\` prints on the collector’s host.`;

function bearerOf(request: IncomingMessage, needed: BearerKind): string {
  const match = /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '');
  if (match?.[1] !== undefined) return match[1];
  throw new ProblemError('unauthenticated', `The ${needed} token is missing.`, nextStepFor(needed));
}

function headerOf(request: IncomingMessage): string | undefined {
  const value = request.headers[IDENTITY_HEADER.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
}

function allowed(person: Actor, needed: BearerKind): Actor {
  if (needed !== 'control' || person.role === undefined || person.role === 'Editor' || person.role === 'Admin')
    return person;
  throw new ProblemError(
    'forbidden',
    `${person.name} has the role ${person.role}; changing anything needs Editor or Admin.`,
    'Ask somebody with the role Editor.'
  );
}
