import { ServerResponse, type OutgoingHttpHeader } from 'node:http';
import { Http2ServerResponse } from 'node:http2';

/** Larger answers pass through and are not stored. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Where an answer's headers stand; a ServerResponse is one. */
export interface HeaderSource {
  getHeader(name: string): OutgoingHttpHeader | undefined;
  getHeaderNames(): string[];
}

/** Told of one answer while it is written. One object serves one answer. */
export interface AnswerReader {
  /**
   * Asked once, when status and headers are known: whether the body is wanted. Headers must be taken now, since a layer
   * outside of this one (compression) may change them and the body together afterwards.
   */
  wants(statusCode: number, headers: HeaderSource): boolean;
  /** The handler has ended the answer completely. */
  done(body: Buffer): void;
}

/** Arguments that were not given are passed on undefined, which Node takes as not given. */
type Method = (this: ServerResponse, first?: unknown, second?: unknown, third?: unknown) => unknown;
type Methods = Readonly<Record<'writeHead' | 'write' | 'end', Method>>;

interface Capture {
  readonly reader: AnswerReader;
  state: 'before' | 'reading' | 'passing';
  /** Most answers are one chunk; more become a list. */
  chunk: Buffer | undefined;
  chunks: Buffer[] | undefined;
  bytes: number;
}

const PLAIN: ReadonlySet<object> = new Set([ServerResponse.prototype, Http2ServerResponse.prototype]);
const methodsOf = (holder: object): Methods => {
  const { writeHead, write, end } = holder as Record<keyof Methods, Method>;
  return { writeHead, write, end };
};

/**
 * Reads along while answers are written, without holding them up.
 *
 * Express gives every response a prototype of the application's own, and an object whose prototype was changed takes some
 * 20 µs to be given methods of its own. So the methods are put once onto that prototype and look the answer up; only where
 * the prototype is Node's own, which everybody shares, are they put onto the response.
 */
export class AnswerCapture {
  readonly #captures = new WeakMap<ServerResponse, Capture>();
  readonly #prototypes = new Map<object, { readonly below: Methods; readonly ours: Methods }>();

  capture(response: ServerResponse, reader: AnswerReader): void {
    const prototype: unknown = Object.getPrototypeOf(response);
    // A middleware around us that gave the response methods of its own (compression) must stay below ours.
    const isWrapped = Object.hasOwn(response, 'end') || Object.hasOwn(response, 'write');
    if (typeof prototype !== 'object' || prototype === null || PLAIN.has(prototype) || isWrapped) {
      Object.assign(response, this.#methodsAbove(methodsOf(response)));
    } else if (!this.#prototypes.has(prototype)) {
      const below = methodsOf(prototype);
      const ours = this.#methodsAbove(below);
      Object.assign(prototype, ours);
      this.#prototypes.set(prototype, { below, ours });
    }
    this.#captures.set(response, {
      reader,
      state: 'before',
      chunk: undefined,
      chunks: undefined,
      bytes: 0,
    });
  }

  /** Gives every prototype its methods back, where nobody else has put theirs above ours. */
  close(): void {
    for (const [prototype, { below, ours }] of this.#prototypes) {
      const present = methodsOf(prototype);
      for (const name of ['writeHead', 'write', 'end'] as const)
        if (present[name] === ours[name]) Object.assign(prototype, { [name]: below[name] });
    }
    this.#prototypes.clear();
  }

  #methodsAbove(below: Methods): Methods {
    const captures = this.#captures;
    return {
      writeHead(statusCode, second, third) {
        const capture = captures.get(this);
        if (capture !== undefined) begin(this, capture, statusCode as number, explicitHeaders(second, third));
        return below.writeHead.call(this, statusCode, second, third);
      },
      write(chunk, encoding, callback) {
        const capture = captures.get(this);
        if (capture !== undefined) {
          begin(this, capture, this.statusCode);
          take(capture, chunk, encoding);
        }
        return below.write.call(this, chunk, encoding, callback);
      },
      end(chunk, encoding, callback) {
        const capture = captures.get(this);
        if (capture === undefined) return below.end.call(this, chunk, encoding, callback);
        begin(this, capture, this.statusCode);
        take(capture, chunk, encoding);
        const complete = capture.state === 'reading' && !this.writableEnded;
        capture.state = 'passing';
        const result = below.end.call(this, chunk, encoding, callback);
        if (complete) capture.reader.done(bodyOf(capture));
        captures.delete(this);
        return result;
      },
    };
  }
}

function begin(response: ServerResponse, capture: Capture, statusCode: number, explicit?: ExplicitHeaders): void {
  if (capture.state !== 'before') return;
  const headers = explicit === undefined ? response : new MergedHeaders(response, explicit);
  capture.state = capture.reader.wants(statusCode, headers) ? 'reading' : 'passing';
}

function take(capture: Capture, chunk: unknown, encoding: unknown): void {
  if (capture.state !== 'reading') return;
  const data = toBuffer(chunk, encoding);
  if (data === undefined) return;
  capture.bytes += data.length;
  if (capture.bytes > MAX_BODY_BYTES) {
    capture.state = 'passing';
    capture.chunk = undefined;
    capture.chunks = undefined;
  } else if (capture.chunk === undefined) capture.chunk = data;
  else (capture.chunks ??= [capture.chunk]).push(data);
}

/** A copy: the handler may use its buffer again. */
function toBuffer(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
}

const EMPTY = Buffer.alloc(0);
const bodyOf = ({ chunk, chunks }: Capture): Buffer =>
  chunks === undefined ? (chunk ?? EMPTY) : Buffer.concat(chunks);

type ExplicitHeaders = ReadonlyMap<string, OutgoingHttpHeader>;

/** What `writeHead` is given stands above what had been set. */
class MergedHeaders implements HeaderSource {
  constructor(
    readonly response: HeaderSource,
    readonly explicit: ExplicitHeaders
  ) {}

  getHeader(name: string): OutgoingHttpHeader | undefined {
    return this.explicit.get(name.toLowerCase()) ?? this.response.getHeader(name);
  }

  getHeaderNames(): string[] {
    return [...new Set([...this.response.getHeaderNames(), ...this.explicit.keys()])];
  }
}

/** `writeHead(status, [reason], headers)`: an object, or names and values by turns, or pairs of them. */
function explicitHeaders(second: unknown, third: unknown): ExplicitHeaders | undefined {
  const given = typeof second === 'string' ? third : second;
  if (typeof given !== 'object' || given === null) return undefined;
  const pairs = Array.isArray(given) ? listedPairs(given) : Object.entries(given);
  return new Map(pairs.map(([name, value]) => [String(name).toLowerCase(), value as OutgoingHttpHeader]));
}

function listedPairs(list: readonly unknown[]): (readonly [unknown, unknown])[] {
  if (Array.isArray(list[0])) return list as (readonly [unknown, unknown])[];
  const pairs: (readonly [unknown, unknown])[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) pairs.push([list[index], list[index + 1]]);
  return pairs;
}
