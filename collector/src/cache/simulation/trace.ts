/** `text`: a key per line, lines with `*` are no requests; `arc`: `start count …` per line, which asks for that many blocks. */
export const TRACE_FORMATS = ['text', 'int32be', 'int64be', 'arc'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** Requests in order; keys are numbered 0, 1, … as they first appear. */
export interface Trace {
  readonly requests: Int32Array;
  readonly distinct: number;
}

/** A trace that cannot be read: what is wrong, and what to do about it. */
export class TraceError extends Error {
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TraceError';
    this.nextStep = nextStep;
  }
}

/** @throws TraceError where the bytes are not of this format or hold no request. */
export function parseTrace(bytes: Buffer, format: TraceFormat): Trace {
  const builder = new TraceBuilder();
  READERS[format](bytes, builder);
  const trace = builder.trace();
  if (trace.requests.length === 0)
    throw new TraceError('The trace holds no requests.', `See whether it really is ${format}.`);
  return trace;
}

const READERS: Readonly<Record<TraceFormat, (bytes: Buffer, builder: TraceBuilder) => void>> = {
  text(bytes, builder) {
    for (const line of linesOf(bytes)) if (!line.includes('*')) builder.add(line);
  },
  arc(bytes, builder) {
    let number = 0;
    for (const line of linesOf(bytes)) {
      number++;
      const [start, count] = line.split(/\s+/).map(Number);
      if (!isCount(start) || !isCount(count))
        throw new TraceError(
          `Entry ${number} of the trace is no ARC request: ${JSON.stringify(line.slice(0, 60))}.`,
          'Such a line begins with the first block and the number of blocks; or give another --format.'
        );
      for (let block = start; block < start + count; block++) builder.add(block);
    }
  },
  int32be(bytes, builder) {
    for (const at of offsets(bytes, 4)) builder.add(bytes.readInt32BE(at));
  },
  int64be(bytes, builder) {
    for (const at of offsets(bytes, 8)) {
      const key = bytes.readBigInt64BE(at);
      builder.add(BigInt(Number(key)) === key ? Number(key) : key);
    }
  },
};

const FIRST_REQUESTS = 1 << 16;

class TraceBuilder {
  readonly #ids = new Map<string | number | bigint, number>();
  #requests = new Int32Array(FIRST_REQUESTS);
  #length = 0;

  add(key: string | number | bigint): void {
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(key, id);
    }
    if (this.#length === this.#requests.length) {
      const former = this.#requests;
      this.#requests = new Int32Array(this.#length * 2);
      this.#requests.set(former);
    }
    this.#requests[this.#length++] = id;
  }

  trace(): Trace {
    return { requests: this.#requests.slice(0, this.#length), distinct: this.#ids.size };
  }
}

const NEWLINE = 0x0a;

/** Lines that are not blank, trimmed. One at a time: a trace may be longer than the longest string. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let begin = 0; begin < bytes.length;) {
    const found = bytes.indexOf(NEWLINE, begin);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.toString('latin1', begin, end).trim();
    if (line !== '') yield line;
    begin = end + 1;
  }
}

function* offsets(bytes: Buffer, width: number): Generator<number> {
  if (bytes.length % width !== 0)
    throw new TraceError(
      `The trace is ${bytes.length} bytes long, which is no multiple of ${width}.`,
      'It is cut off, or of another --format.'
    );
  for (let at = 0; at < bytes.length; at += width) yield at;
}

const isCount = (value: number | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
