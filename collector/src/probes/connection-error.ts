import { codeOf } from './kept-file.js';

interface Words {
  readonly cause: string;
  readonly nextStep: string;
}

const CHECK_ADDRESS: Words = { cause: 'nothing listens at its address', nextStep: 'Start it, or check host and port' };
const CHECK_NETWORK = 'Check network and firewall';
const CHECK_CERTIFICATE = 'Check the host name of the URL, and NODE_EXTRA_CA_CERTS for an authority of your own';

const WORDS: Readonly<Record<string, Words>> = {
  ECONNREFUSED: CHECK_ADDRESS,
  ENOTFOUND: { cause: 'its host name is unknown', nextStep: 'Check the host' },
  EAI_AGAIN: { cause: 'its host name could not be looked up', nextStep: 'Check the name service' },
  ETIMEDOUT: { cause: 'it did not answer in time', nextStep: CHECK_NETWORK },
  EHOSTUNREACH: { cause: 'its host cannot be reached', nextStep: CHECK_NETWORK },
  ENETUNREACH: { cause: 'its network cannot be reached', nextStep: CHECK_NETWORK },
  ECONNRESET: { cause: 'it broke the connection', nextStep: 'Check that it runs, and whether it wants TLS' },
  EPIPE: { cause: 'it broke the connection', nextStep: 'Check that it runs' },
};

const isCertificate = (code: string): boolean => /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code);
const isTls = (code: string): boolean => /^ERR_SSL|^EPROTO$/.test(code);

/** Cause and next step of what the network said; undefined for an error of another kind. Holds nothing of a message. */
export function describeConnectionError(error: unknown): string | undefined {
  const code = codeOf(error);
  if (typeof code !== 'string') return undefined;
  const words =
    WORDS[code] ??
    (isTls(code)
      ? { cause: 'TLS could not be agreed on', nextStep: 'Check that this port speaks TLS' }
      : isCertificate(code)
        ? { cause: 'its certificate is not trusted', nextStep: CHECK_CERTIFICATE }
        : undefined);
  return words === undefined ? undefined : `${words.cause} (${code}). ${words.nextStep}.`;
}
