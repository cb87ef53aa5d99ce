import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { AnswerHeaders, RecurringHeaders } from './answer-headers.js';

/** Larger answers pass through and are not stored. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Told of one answer while it is written. One object serves one answer. */
export abstract class AnswerReading {
  state: 'before' | 'reading' | 'passing' = 'before';
  bytes = 0;
  /** Most answers are one chunk; more become a list. */
  #chunk: string | Buffer | undefined = undefined;
  #chunks: Buffer[] | undefined = undefined;

  constructor(
    readonly response: ServerResponse,
    /** Of the answers that are read for the same purpose. */
    readonly recurring: RecurringHeaders
  ) {}

  /**
   * Asked once, when status and headers are known: whether the body is wanted. Headers must be taken now, since a layer
   * outside of this one (compression) may change them and the body together afterwards.
   */
  abstract wants(statusCode: number, headers: AnswerHeaders): boolean;

  /** The handler has ended the answer completely. A body that is a string is meant as UTF-8. */
  abstract done(body: string | Buffer): void;

  /** `given`: what `writeHead` was called with. */
  begin(statusCode: number, given?: object): void {
    const { response, recurring } = this;
    const headers = given === undefined ? recurring.of(response) : headersWith(response, given);
    this.state = this.wants(statusCode, headers) ? 'reading' : 'passing';
  }

  take(chunk: unknown, encoding: unknown): void {
    const data = copyOf(chunk, encoding);
    if (data === undefined) return;
    // Text that was made of bytes has as many characters as there were bytes.
    this.bytes += typeof chunk === 'string' && typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (this.bytes > MAX_BODY_BYTES) {
      this.state = 'passing';
      this.#chunk = undefined;
      this.#chunks = undefined;
    } else if (this.#chunk === undefined) this.#chunk = data;
    else (this.#chunks ??= [asBuffer(this.#chunk)]).push(asBuffer(data));
  }

  body(): string | Buffer {
    return this.#chunks === undefined ? (this.#chunk ?? EMPTY) : Buffer.concat(this.#chunks);
  }
}

const EMPTY = Buffer.alloc(0);
const asBuffer = (data: string | Buffer): Buffer => (typeof data === 'string' ? Buffer.from(data) : data);

/** A short text is kept as a string: one object, where a Buffer is two and a part of a pool. */
const SHORT_TEXT_BYTES = 16 * 1024;

const REPLACEMENT = '\ufffd';

/**
 * A string stays one; bytes are copied, since the handler may use its buffer again. Text that has as many characters as bytes,
 * and none that stands for a wrong byte, is ASCII.
 */
function copyOf(chunk: unknown, encoding: unknown): string | Buffer | undefined {
  if (typeof chunk === 'string') {
    return typeof encoding !== 'string' || encoding === 'utf8' || encoding === 'utf-8'
      ? chunk
      : Buffer.from(chunk, encoding as BufferEncoding);
  }
  if (!(chunk instanceof Uint8Array)) return undefined;
  if (chunk.length <= SHORT_TEXT_BYTES && Buffer.isBuffer(chunk)) {
    const text = chunk.toString();
    if (text.length === chunk.length && !text.includes(REPLACEMENT)) return text;
  }
  return Buffer.from(chunk);
}

/** What is kept for a response while it is answered. */
export interface Read {
  readonly response: ServerResponse;
  /** Set while its answer is read. */
  reading: AnswerReading | undefined;
}

/** Arguments that were not given are passed on undefined, which Node takes as not given. */
type Method = (this: ServerResponse, first?: unknown, second?: unknown, third?: unknown) => unknown;
type Methods = Record<'writeHead' | 'write' | 'end', Method>;

const methodsOf = (holder: object): Methods => {
  const { writeHead, write, end } = holder as Methods;
  return { writeHead, write, end };
};

/** By name: assigned by a computed key, they would turn the object into a dictionary, which is slow ever after. */
function setMethods(holder: object, { writeHead, write, end }: Methods): void {
  const own = holder as Methods;
  own.writeHead = writeHead;
  own.write = write;
  own.end = end;
}

interface Known {
  readonly prototype: object;
  /** Express' prototype of responses names the application that it belongs to. Node's own belongs to everybody. */
  readonly isOfOneApplication: boolean;
  readonly below: Methods;
  readonly ours: Methods;
}

/**
 * Reads along while answers are written, without holding them up.
 *
 * Express gives every response the application's own prototype. An object whose prototype was changed has a hidden class
 * of its own from then on, and each property that it is given costs about a microsecond. So the methods are put once onto
 * that prototype and look the answer up; responses of everybody else get methods of their own.
 */
export class AnswerCapture {
  readonly #find: (response: ServerResponse) => Read | undefined;
  readonly #prototypes = new Map<object, Known>();
  #last: Known | undefined;

  /** `find` is asked whenever an answer of any of the application's requests is written. */
  constructor(find: (response: ServerResponse) => Read | undefined) {
    this.#find = find;
  }

  capture(read: Read, reading: AnswerReading): void {
    const { response } = read;
    read.reading = reading;
    const known = this.#knownOf(Object.getPrototypeOf(response) as object);
    const present = known.isOfOneApplication ? known.ours : known.below;
    const { end, write } = response as unknown as Methods;
    if (end === present.end && write === present.write) {
      if (!known.isOfOneApplication) setMethods(response, known.ours);
      return;
    }
    // A middleware around us that gave the response methods of its own (compression) must stay below ours.
    const isOwn = Object.hasOwn(response, 'end') || Object.hasOwn(response, 'write');
    // Else somebody has changed the prototype since; where ours stand on it, they are called from there.
    if (isOwn || !known.isOfOneApplication) setMethods(response, this.#methodsAbove(methodsOf(response)));
  }

  #knownOf(prototype: object): Known {
    if (this.#last?.prototype === prototype) return this.#last;
    return (this.#last = this.#prototypes.get(prototype) ?? this.#know(prototype));
  }

  #know(prototype: object): Known {
    const below = methodsOf(prototype);
    const isOfOneApplication = Object.hasOwn(prototype, 'app');
    const known = { prototype, isOfOneApplication, below, ours: this.#methodsAbove(below) };
    if (known.isOfOneApplication) setMethods(prototype, known.ours);
    this.#prototypes.set(prototype, known);
    return known;
  }

  /** Gives every prototype its methods back, where nobody else has put theirs above ours. */
  close(): void {
    for (const [prototype, { isOfOneApplication, below, ours }] of this.#prototypes) {
      if (!isOfOneApplication) continue;
      const present = methodsOf(prototype);
      for (const name of ['writeHead', 'write', 'end'] as const)
        if (present[name] === ours[name]) Object.assign(prototype, { [name]: below[name] });
    }
    this.#prototypes.clear();
    this.#last = undefined;
  }

  #methodsAbove(below: Methods): Methods {
    const find = this.#find;
    return {
      writeHead(statusCode, second, third) {
        const reading = find(this)?.reading;
        if (reading?.state === 'before') reading.begin(statusCode as number, givenHeaders(second, third));
        return below.writeHead.call(this, statusCode, second, third);
      },
      write(chunk, encoding, callback) {
        const reading = find(this)?.reading;
        if (reading?.state === 'before') reading.begin(this.statusCode);
        if (reading?.state === 'reading') reading.take(chunk, encoding);
        return below.write.call(this, chunk, encoding, callback);
      },
      end(chunk, encoding, callback) {
        const read = find(this);
        const reading = read?.reading;
        if (read === undefined || reading === undefined) return below.end.call(this, chunk, encoding, callback);
        read.reading = undefined;
        if (reading.state === 'before') reading.begin(this.statusCode);
        if (reading.state === 'reading') reading.take(chunk, encoding);
        const complete = reading.state === 'reading';
        const result = below.end.call(this, chunk, encoding, callback);
        if (complete) reading.done(reading.body());
        return result;
      },
    };
  }
}

/** Of `writeHead(status, [reason], [headers])`. */
function givenHeaders(second: unknown, third: unknown): object | undefined {
  const given = typeof second === 'string' ? third : second;
  return typeof given === 'object' && given !== null ? given : undefined;
}

/** What `writeHead` is given stands above what had been set. */
function headersWith(response: ServerResponse, given: object): AnswerHeaders {
  const headers = response.getHeaders();
  const pairs = Array.isArray(given) ? listedPairs(given) : Object.entries(given);
  for (const [name, value] of pairs) headers[String(name).toLowerCase()] = value as OutgoingHttpHeader;
  return headers;
}

/** Names and values by turns, or pairs of them. */
function listedPairs(list: readonly unknown[]): (readonly [unknown, unknown])[] {
  if (Array.isArray(list[0])) return list as (readonly [unknown, unknown])[];
  const pairs: (readonly [unknown, unknown])[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) pairs.push([list[index], list[index + 1]]);
  return pairs;
}
