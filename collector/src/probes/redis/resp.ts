/** One reply of a server; arrays and what came with version 3 answer none of the commands that are asked here. */
export type Reply =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'error'; readonly text: string };

/** What came is no answer that a Redis server gives to PING, AUTH or INFO. */
export class RespError extends Error {}

/** INFO of a server with many databases and replicas has some 10 kB. */
const LONGEST_REPLY = 1024 * 1024;
const LONGEST_LINE = 64 * 1024;
const CRLF = '\r\n';

/**
 * Reads the reply that begins at `at` (redis.io/docs/reference/protocol-spec, version 2): undefined while its end has not
 * come. @throws RespError for bytes that are no reply, or one that is longer than 1 MiB.
 */
export function readReply(bytes: Buffer, at: number): { readonly reply: Reply; readonly next: number } | undefined {
  if (at >= bytes.length) return undefined;
  const lineEnd = bytes.indexOf(CRLF, at);
  if (lineEnd === -1) {
    if (bytes.length - at > LONGEST_LINE) throw new RespError('it sent a line without an end');
    // A wrong kind shows at once: an HTTP server that waits for more would not send the end of ours.
    if (!'+-:$'.includes(String.fromCharCode(bytes[at] ?? 0))) throw new RespError(unknownKind());
    return undefined;
  }
  const line = bytes.toString('utf8', at + 1, lineEnd);
  const next = lineEnd + CRLF.length;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
    case ':':
      return { reply: { kind: 'text', text: line }, next };
    case '-':
      return { reply: { kind: 'error', text: line }, next };
    case '$':
      return readBulk(bytes, next, line);
    default:
      throw new RespError(unknownKind());
  }
}

const unknownKind = (): string => 'it sent something that is no answer of Redis';

function readBulk(bytes: Buffer, begin: number, line: string): ReturnType<typeof readReply> {
  if (line === '-1') return { reply: { kind: 'text', text: '' }, next: begin };
  if (!/^\d{1,9}$/.test(line)) throw new RespError('it sent a text of a length that is no number');
  const length = Number(line);
  if (length > LONGEST_REPLY) throw new RespError(`it sent an answer of ${length} bytes`);
  const end = begin + length;
  if (bytes.length < end + CRLF.length) return undefined;
  if (bytes.toString('latin1', end, end + CRLF.length) !== CRLF)
    throw new RespError('it sent a text of another length');
  return { reply: { kind: 'text', text: bytes.toString('utf8', begin, end) }, next: end + CRLF.length };
}

/** A command as an array of bulk strings, so that no argument can end it early. */
export const encodeCommand = (parts: readonly string[]): string =>
  `*${parts.length}${CRLF}${parts.map((part) => `$${Buffer.byteLength(part)}${CRLF}${part}${CRLF}`).join('')}`;
