interface Words {
  readonly cause: string;
  readonly nextStep: string;
}

/** SQLSTATEs that deserve a word of their own (PostgreSQL manual, appendix A). */
const BY_STATE: Readonly<Record<string, Words>> = {
  '28P01': { cause: 'the database refused the password', nextStep: 'Check user and password of the connection' },
  '28000': { cause: 'the database refused the login', nextStep: 'Check the user, and pg_hba.conf for this host' },
  '3D000': { cause: 'the database does not exist', nextStep: 'Check the database name of the connection' },
  '42501': {
    cause: 'the user lacks a privilege',
    nextStep: 'Grant it; for reading statistics GRANT pg_monitor is enough',
  },
  '53300': {
    cause: 'the server has no connection left',
    nextStep: 'Lower the pools of all processes, or raise max_connections',
  },
  '53100': { cause: 'the disk of the server is full', nextStep: 'Free space on the server' },
  '53200': { cause: 'the server ran out of memory', nextStep: 'Lower work_mem or the number of connections' },
  '25006': {
    cause: 'the server is read-only',
    nextStep: 'Connect to the primary, or wait for the failover to end',
  },
  '57014': {
    cause: 'the statement was cancelled',
    nextStep: 'Look for what it waited for, or raise statement_timeout',
  },
  '55P03': { cause: 'a lock was not free in time', nextStep: 'Look for the transaction that holds it' },
  '57P01': { cause: 'the server is shutting down', nextStep: 'Wait until it has started again' },
  '57P02': { cause: 'the server restarted after a crash', nextStep: 'Look into the server log' },
  '57P03': { cause: 'the server is starting up', nextStep: 'Wait until it accepts connections' },
  '57P05': {
    cause: 'the server closed an idle session',
    nextStep: 'Raise idle_session_timeout, or lower the idle time of the pool',
  },
  '40P01': {
    cause: 'the transaction was ended to break a deadlock',
    nextStep: 'Run the whole transaction again, and lock rows in one order everywhere',
  },
  '40001': {
    cause: 'the transaction conflicted with another one',
    nextStep: 'Run the whole transaction again',
  },
  '42P01': { cause: 'a table does not exist', nextStep: 'Check the schema and the search_path' },
  '42703': { cause: 'a column does not exist', nextStep: 'Check the schema' },
  '42883': { cause: 'a function does not exist', nextStep: 'Check the schema and its extensions' },
  '55000': {
    cause: 'the server is not prepared for this',
    nextStep: 'An extension may be missing in shared_preload_libraries',
  },
};

const BY_CLASS: Readonly<Record<string, Words>> = {
  '08': { cause: 'the connection failed', nextStep: 'Check that the server runs and is reachable' },
  '22': { cause: 'a value did not fit', nextStep: 'Check the values of the statement' },
  '23': { cause: 'a constraint refused the row', nextStep: 'Check the values of the statement' },
  '40': { cause: 'the transaction was rolled back', nextStep: 'Run the whole transaction again' },
  '42': { cause: 'the statement is not valid', nextStep: 'Check the statement' },
  '53': { cause: 'the server lacks a resource', nextStep: 'Look into the server log' },
  '57': { cause: 'an operator intervened', nextStep: 'Look into the server log' },
  '58': { cause: 'the server had a system error', nextStep: 'Look into the server log' },
  XX: { cause: 'the server had an internal error', nextStep: 'Look into the server log' },
};

/** What Node says when no answer came from the other side. */
const BY_ERRNO: Readonly<Record<string, Words>> = {
  ECONNREFUSED: {
    cause: 'nothing listens at its address',
    nextStep: 'Start PostgreSQL, or check host and port of the connection',
  },
  ENOENT: { cause: 'its Unix socket does not exist', nextStep: 'Start PostgreSQL, or check the socket folder' },
  ENOTFOUND: { cause: 'its host name is unknown', nextStep: 'Check the host of the connection' },
  EAI_AGAIN: { cause: 'its host name could not be looked up', nextStep: 'Check the name service' },
  ETIMEDOUT: { cause: 'it did not answer in time', nextStep: 'Check network and firewall' },
  EHOSTUNREACH: { cause: 'its host cannot be reached', nextStep: 'Check network and firewall' },
  ECONNRESET: { cause: 'it broke the connection', nextStep: 'Check that the server runs' },
  EPIPE: { cause: 'it broke the connection', nextStep: 'Check that the server runs' },
};

const QUEUE_TIMEOUT = 'timeout exceeded when trying to connect';
const TIMEOUTS = new Set([QUEUE_TIMEOUT, 'Query read timeout']);
const CONNECT_TIMEOUT = /connection timeout|timeout expired/i;
const CONNECTION_LOST =
  /Connection (terminated|ended)|connection error|not queryable|server (closed|does not support)|after calling end on the pool/i;

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};

/** Structural: an error may come from another realm (a vm context), where it is no instance of our Error. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** The SQLSTATE of an error that the server sent, else undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  // No SQLSTATE begins with E; Node's EPIPE and EPERM do.
  return code !== undefined && /^(?!E)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * How an error is counted: the two digits of its SQLSTATE's class; `timeout` when a caller waited too long for a free
 * connection or an answer; `connection` when the server could not be reached or went away; `other` for the client's own.
 */
export function errorClassOf(error: unknown): string {
  const state = sqlStateOf(error);
  if (state !== undefined) return state.slice(0, 2);
  const message = messageOf(error);
  if (TIMEOUTS.has(message)) return 'timeout';
  const code = codeOf(error);
  if (code !== undefined && code in BY_ERRNO) return 'connection';
  return CONNECT_TIMEOUT.test(message) || CONNECTION_LOST.test(message) ? 'connection' : 'other';
}

function wordsFor(error: unknown): Words | undefined {
  const state = sqlStateOf(error);
  if (state !== undefined) return BY_STATE[state] ?? BY_CLASS[state.slice(0, 2)];
  const code = codeOf(error);
  if (code !== undefined && code in BY_ERRNO) return BY_ERRNO[code];
  const message = messageOf(error);
  if (message === QUEUE_TIMEOUT) {
    return {
      cause: 'no connection of the pool became free in time',
      nextStep: 'Look for long transactions, or raise the pool',
    };
  }
  if (CONNECT_TIMEOUT.test(message)) return BY_ERRNO['ETIMEDOUT'];
  if (CONNECTION_LOST.test(message)) return BY_ERRNO['ECONNRESET'];
  return undefined;
}

/** One sentence on the cause, and one on what to do. */
export function describeDatabaseError(error: unknown): string {
  const message = messageOf(error).trim().replace(/\.$/, '');
  const words = wordsFor(error);
  if (words === undefined)
    return `The database failed: ${message === '' ? 'no reason given' : message}. Look into the server log.`;
  const code = sqlStateOf(error) ?? codeOf(error);
  const detail =
    message === '' || message === code ? (code ?? '') : code === undefined ? message : `${code}: ${message}`;
  return `Database: ${words.cause}${detail === '' ? '' : ` (${detail})`}. ${words.nextStep}.`;
}
