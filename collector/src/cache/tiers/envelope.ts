import { crc32 } from 'node:zlib';
import { plainJsonLength } from '../plain-json.js';

/** Writes values of an application for the second tier. */
export interface ValueCodec<V> {
  encode(value: V): string;
  /** @throws on what `encode` has not written; such a value is a miss. */
  decode(text: string): V;
}

/** A value on its way through the second tier; `value` undefined: nothing is there. */
export interface Enveloped<V> {
  readonly value: V | undefined;
  readonly loadSeconds: number;
}

/** Changes with the format: instances of two versions side by side do not read each other's values. */
const VERSION = 'ge1';
const PATTERN = /^ge1 ([vn]) (\d{1,9}) ([0-9a-f]{1,8}) /;
/** Larger values stay in memory: one of them would hold up whatever waits behind it on the connection. */
export const MAX_VALUE_CHARACTERS = 1024 * 1024;

/** `ge1 <v|n> <load in ms> <crc32 of the payload> <payload>`, or undefined where the value cannot be written without loss. */
export function encodeEnvelope<V>({ value, loadSeconds }: Enveloped<V>, codec: ValueCodec<V>): string | undefined {
  let payload = '';
  if (value !== undefined) {
    try {
      payload = codec.encode(value);
    } catch {
      // Why a codec refuses is its own matter; the caller counts it and says so once.
      return undefined;
    }
    if (typeof payload !== 'string' || payload.length > MAX_VALUE_CHARACTERS) return undefined;
  }
  const loadMs = Math.min(999_999_999, Math.max(0, Math.round(loadSeconds * 1000)));
  return `${VERSION} ${value === undefined ? 'n' : 'v'} ${loadMs} ${crc32(payload).toString(16)} ${payload}`;
}

/** Undefined for whatever is damaged, of another version or somebody else's. */
export function decodeEnvelope<V>(text: string, codec: ValueCodec<V>): Enveloped<V> | undefined {
  const head = PATTERN.exec(text);
  if (head === null) return undefined;
  const [{ length }, kind, loadMs, checksum] = head;
  const payload = text.slice(length);
  if (crc32(payload).toString(16) !== checksum) return undefined;
  const loadSeconds = Number(loadMs) / 1000;
  if (kind === 'n') return payload === '' ? { value: undefined, loadSeconds } : undefined;
  try {
    const value: V | undefined = codec.decode(payload);
    return value === undefined ? undefined : { value, loadSeconds };
  } catch {
    return undefined;
  }
}

/** Plain JSON, and no key by which a careless merge would change a prototype. */
export function jsonCodec<V>(): ValueCodec<V> {
  return {
    encode(value) {
      if (plainJsonLength(value) < 0) throw new TypeError('The value is no plain JSON. Give the cache a codec.');
      const text = JSON.stringify(value);
      if (MAY_HIDE_PROTOTYPE.test(text)) JSON.parse(text, refusePrototype);
      return text;
    },
    decode: (text) => (MAY_HIDE_PROTOTYPE.test(text) ? JSON.parse(text, refusePrototype) : JSON.parse(text)) as V,
  };
}

/** Written out, or with one of its letters as an escape. */
const MAY_HIDE_PROTOTYPE = /__proto__|constructor|\\u/;

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__' || (key === 'constructor' && hasPrototype(value))) {
    throw new TypeError('The value would change a prototype.');
  }
  return value;
}

const hasPrototype = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
