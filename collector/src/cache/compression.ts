import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Log } from '../contract/index.js';
import { plainJsonLength } from './plain-json.js';

/** Below this a value stays as it is: inflating would more than double the cost of reading it. */
const MIN_BYTES = 1024;
/** Up to this a value is deflated at once (about 0.1 ms), above it in the thread pool after it was stored. */
const MAX_SYNC_BYTES = 32 * 1024;
/** Above this a value stays as it is: a read inflates on the event loop, about 1.5 ms per MiB. */
const MAX_BYTES = 1024 * 1024;
/** An object is turned into text on the event loop, so less of it is too much. */
const MAX_JSON_LENGTH = 256 * 1024;
/** Less than this is not worth inflating on every read. */
const MIN_RATIO = 1.2;
/** Values waiting for the thread pool; what comes on top stays as it is. */
const MAX_PENDING = 64;
const LONE_SURROGATE = /\p{Surrogate}/u;
const OPTIONS = { level: 1 } as const;

export type Compressible = string | Buffer;

/** Where in a value the bytes are, for values that are no string, buffer or plain JSON themselves. */
export interface Payload<V> {
  read(value: V): Compressible | undefined;
  /** The same value with other bytes. */
  write(value: V, payload: Compressible): V;
}

/** A value as it lies in the cache. */
export class Packed<V> {
  constructor(
    readonly data: Buffer,
    readonly form: 'text' | 'bytes' | 'json',
    /** The value around the bytes, where a Payload takes it apart. */
    readonly rest: V | undefined
  ) {}
}

interface Unpacked {
  readonly bytes: Buffer;
  readonly form: Packed<unknown>['form'];
}

/** Deflates values (raw, level 1: the cheapest that pays, see docs of zlib) and inflates them again. */
export class Packer<V> {
  readonly #payload: Payload<V> | undefined;
  readonly #log: Log;
  #pending = 0;

  constructor(payload: Payload<V> | undefined, log: Log) {
    this.#payload = payload;
    this.#log = log;
  }

  /**
   * The packed value at once where that is quick; otherwise undefined, and `later` is called when it is ready. Neither
   * happens for a value that is too small, too large, not losslessly writable or not compressible.
   */
  pack(value: V, later: (packed: Packed<V>) => void): Packed<V> | undefined {
    const source = this.#unpacked(value);
    if (source === undefined || source.bytes.length < MIN_BYTES || source.bytes.length > MAX_BYTES) return undefined;
    const rest = this.#payload === undefined ? undefined : this.#payload.write(value, '');
    if (source.bytes.length <= MAX_SYNC_BYTES) {
      const data = deflateRawSync(source.bytes, OPTIONS);
      return pays(source.bytes, data) ? new Packed(data, source.form, rest) : undefined;
    }
    if (this.#pending >= MAX_PENDING) return undefined;
    this.#pending++;
    deflateRaw(source.bytes, OPTIONS, (error, data) => {
      this.#pending--;
      if (error !== null) this.#log.warn({ err: error }, 'A cached value could not be compressed and stays as it is');
      else if (pays(source.bytes, data)) later(new Packed(data, source.form, rest));
    });
    return undefined;
  }

  unpack(packed: Packed<V>): V {
    const bytes = inflateRawSync(packed.data);
    const { form } = packed;
    const inner = form === 'bytes' ? bytes : bytes.toString('utf8');
    if (this.#payload !== undefined && packed.rest !== undefined) return this.#payload.write(packed.rest, inner);
    return (form === 'json' ? JSON.parse(bytes.toString('utf8')) : inner) as V;
  }

  #unpacked(value: V): Unpacked | undefined {
    if (this.#payload !== undefined) {
      const inner = this.#payload.read(value);
      return inner === undefined ? undefined : bytesOf(inner);
    }
    if (typeof value === 'string' || Buffer.isBuffer(value)) return bytesOf(value);
    if (typeof value !== 'object' || value === null) return undefined;
    const length = plainJsonLength(value);
    if (length < MIN_BYTES || length > MAX_JSON_LENGTH) return undefined;
    return { bytes: Buffer.from(JSON.stringify(value)), form: 'json' };
  }
}

function bytesOf(value: Compressible): Unpacked | undefined {
  if (value.length < MIN_BYTES / 3 || value.length > MAX_BYTES) return undefined;
  if (typeof value !== 'string') return { bytes: value, form: 'bytes' };
  // A lone surrogate would not come back from UTF-8.
  return !LONE_SURROGATE.test(value) ? { bytes: Buffer.from(value), form: 'text' } : undefined;
}

const pays = (before: Buffer, after: Buffer): boolean => before.length >= after.length * MIN_RATIO;
