import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { messageOf } from '../config/index.js';
import { ProblemError } from '../contract/index.js';
import type { Actor, Clock } from '../contract/index.js';

export interface IdentityOptions {
  /** Grafana's /api/signing-keys/keys. */
  readonly keysUrl: string;
  /** Grafana's root URL. */
  readonly issuer: string;
  readonly audience?: string | undefined;
  readonly clock: Clock;
}

/** Turns X-Grafana-Id into the person behind a request. */
export type VerifyIdentity = (header: string | undefined) => Promise<Actor>;

export const IDENTITY_HEADER = 'X-Grafana-Id';

/** Grafana signs with this one only; anything else, `none` above all, is refused. */
const ALGORITHM = 'ES256';
const CLOCK_TOLERANCE_SECONDS = 5;
const KEYS_TIMEOUT_MS = 5000;
const KEYS_MAX_AGE_MS = 600_000;
const KEYS_COOLDOWN_MS = 30_000;
const WRITING_ROLES: ReadonlySet<string> = new Set(['Editor', 'Admin']);

/** Verifies signature, issuer, audience and expiry (OWASP ASVS 5.0, 9.1 and 9.2); keys are fetched once and cached. */
export function createIdentityVerifier({ keysUrl, issuer, audience, clock }: IdentityOptions): VerifyIdentity {
  const keys = createRemoteJWKSet(new URL(keysUrl), {
    timeoutDuration: KEYS_TIMEOUT_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  });

  const payloadOf = async (header: string): Promise<JWTPayload> => {
    try {
      const { payload } = await jwtVerify(header, keys, {
        algorithms: [ALGORITHM],
        issuer,
        ...(audience === undefined ? {} : { audience }),
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock.now()),
      });
      return payload;
    } catch (error) {
      throw problemOfVerification(error, keysUrl);
    }
  };

  return async (header) => {
    if (header === undefined || header === '')
      throw new ProblemError(
        'identity-required',
        `The request names no person: the header ${IDENTITY_HEADER} is missing.`,
        'Call through Grafana with the feature toggle idForwarding on, or use the growth-engine command on the collector’s host.'
      );
    const payload = await payloadOf(header);
    const name = textClaim(payload, 'username') ?? textClaim(payload, 'sub') ?? 'unknown';
    const role = textClaim(payload, 'role') ?? 'None';
    if (!WRITING_ROLES.has(role))
      throw new ProblemError(
        'forbidden',
        `${name} has the role ${role}; changing anything needs Editor or Admin.`,
        'Ask an administrator of Grafana for the role Editor.'
      );
    return { kind: 'grafana', name, role };
  };
}

function textClaim(payload: JWTPayload, key: string): string | undefined {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

function problemOfVerification(error: unknown, keysUrl: string): ProblemError {
  const refused = (why: string): ProblemError =>
    new ProblemError(
      'identity-required',
      `The identity in ${IDENTITY_HEADER} was refused: ${why}.`,
      'Sign in to Grafana again; if it stays, compare grafana.keysUrl, grafana.issuer and grafana.audience with that Grafana.',
      {},
      { cause: error }
    );
  if (error instanceof errors.JWTExpired) return refused('it has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`its claim "${error.claim}" is not the expected one`);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return refused('its signature is not Grafana’s');
  if (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    !isJoseError(error) ||
    error.code === 'ERR_JOSE_GENERIC'
  )
    return new ProblemError(
      'identity-unavailable',
      `Grafana’s signing keys at ${keysUrl} cannot be read (${messageOf(error)}).`,
      'Check that Grafana runs and that grafana.keysUrl is right.',
      {},
      { cause: error }
    );
  return refused(messageOf(error));
}

const isJoseError = (error: unknown): error is errors.JOSEError => error instanceof errors.JOSEError;
