import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Larger answers pass through and are not stored. */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface CapturedAnswer {
  readonly statusCode: number;
  /** Those that were set or changed while the answer was made. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

type Method = (...args: unknown[]) => unknown;

/**
 * Reads along while an answer is written, without holding it up. `wanted` is asked once, when the headers are known; `done`
 * gets the answer when the handler has ended it completely. Headers are taken when they pass this layer, since one outside
 * of it (compression) may change them and the body together afterwards.
 */
export function captureAnswer(
  response: ServerResponse,
  wanted: (statusCode: number, headers: OutgoingHttpHeaders) => boolean,
  done: (answer: CapturedAnswer) => void
): void {
  const before = response.getHeaders();
  const write = response.write.bind(response) as Method;
  const end = response.end.bind(response) as Method;
  const writeHead = response.writeHead.bind(response) as Method;
  let state: 'before' | 'reading' | 'passing' = 'before';
  let headers: OutgoingHttpHeaders = {};
  let chunks: Buffer[] = [];
  let bytes = 0;

  const begin = (statusCode: number, explicit?: OutgoingHttpHeaders): void => {
    if (state !== 'before') return;
    headers = { ...response.getHeaders(), ...explicit };
    state = wanted(statusCode, headers) ? 'reading' : 'passing';
  };
  const take = (chunk: unknown, encoding: unknown): void => {
    if (state !== 'reading') return;
    const data = toBuffer(chunk, encoding);
    if (data === undefined) return;
    bytes += data.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(data);
    else {
      state = 'passing';
      chunks = [];
    }
  };

  response.writeHead = ((...args: unknown[]) => {
    begin(args[0] as number, explicitHeaders(args));
    return writeHead(...args);
  }) as ServerResponse['writeHead'];
  response.write = ((...args: unknown[]) => {
    begin(response.statusCode);
    take(args[0], args[1]);
    return write(...args);
  }) as ServerResponse['write'];
  response.end = ((...args: unknown[]) => {
    begin(response.statusCode);
    take(args[0], args[1]);
    const complete = state === 'reading' && !response.writableEnded;
    state = 'passing';
    const result = end(...args);
    if (complete && lengthFits(headers, bytes)) {
      done({ statusCode: response.statusCode, headers: changed(before, headers), body: join(chunks) });
    }
    chunks = [];
    return result;
  }) as ServerResponse['end'];
}

/** What a middleware before us had set already belongs to its request, and will be set anew for the next. */
const changed = (before: OutgoingHttpHeaders, after: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));

/** A copy: the handler may use its buffer again. */
function toBuffer(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
}

const join = (chunks: readonly Buffer[]): Buffer =>
  (chunks.length === 1 ? chunks[0] : undefined) ?? Buffer.concat(chunks);

/** A handler that promised more than it wrote has failed on the way. */
const lengthFits = (headers: OutgoingHttpHeaders, bytes: number): boolean =>
  headers['content-length'] === undefined || Number(headers['content-length']) === bytes;

/** `writeHead(status, [reason], headers)`: an object, or names and values by turns, or pairs of them. */
function explicitHeaders(args: readonly unknown[]): OutgoingHttpHeaders | undefined {
  const given = typeof args[1] === 'string' ? args[2] : args[1];
  if (typeof given !== 'object' || given === null) return undefined;
  const pairs = Array.isArray(given) ? listedPairs(given) : Object.entries(given);
  return Object.fromEntries(pairs.map(([name, value]) => [String(name).toLowerCase(), value as string]));
}

function listedPairs(list: readonly unknown[]): (readonly [unknown, unknown])[] {
  if (Array.isArray(list[0])) return list as (readonly [unknown, unknown])[];
  const pairs: (readonly [unknown, unknown])[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) pairs.push([list[index], list[index + 1]]);
  return pairs;
}
