import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../contract/testing/random.js';
import { decodeEnvelope, encodeEnvelope, jsonCodec, MAX_VALUE_CHARACTERS } from './envelope.js';

const codec = jsonCodec<unknown>();
const encode = (value: unknown): string | undefined => encodeEnvelope({ value, loadSeconds: 0.25 }, codec);
const decode = (text: string): unknown => decodeEnvelope(text, codec);

describe('an envelope', () => {
  it.each([['text'], [''], [0], [-1.5], [null], [true], [[1, [2]]], [{ a: { b: ['ü', '\n', '"'] } }], [undefined]])(
    'gives %j back as it was, with what it cost to load',
    (value) => {
      expect(decode(encode(value) ?? '')).toEqual({ value, loadSeconds: 0.25 });
    }
  );

  it.each([
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an instance of a class', new URL('http://localhost')],
    ['NaN', NaN],
    ['a property that is undefined', { a: undefined }],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a key that reaches for a prototype', JSON.parse('{"a":{"__proto__":{"admin":true}}}')],
    ['too long', 'x'.repeat(MAX_VALUE_CHARACTERS)],
  ])('is not written for %s, which would come back changed', (_, value) => {
    expect(encode(value)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['somebody else’s', '{"id":1}'],
    ['of another version', 'ge2 v 0 0 1'],
    ['without a payload', `ge1 v 0 0 `],
    ['with a payload where nothing is there', 'ge1 n 0 83dcefb7 1'],
  ])('that is %s is read as none', (_, text) => expect(decode(text)).toBeUndefined());

  it('that was damaged anywhere is read as none, or as what it was', () => {
    const original = encode({ name: 'book', price: 12 }) ?? '';
    const random = seededRandom(7);
    for (let round = 0; round < 2000; round++) {
      const at = Math.floor(random() * original.length);
      const by = String.fromCharCode(Math.floor(random() * 256));
      const damaged =
        round % 3 === 0 ? original.slice(0, at) : `${original.slice(0, at)}${by}${original.slice(at + 1)}`;
      const found = decodeEnvelope(damaged, codec);
      if (found !== undefined) expect(found.value).toEqual({ name: 'book', price: 12 });
    }
  });

  it.each(['{"__proto__":{"x":1}}', '{"a":[{"\\u005f_proto__":1}]}', '{"constructor":{"prototype":{"x":1}}}'])(
    'cannot carry %s, whoever wrote it',
    (payload) => {
      const careless = { encode: () => payload, decode: (text: string): unknown => JSON.parse(text) };
      const text = encodeEnvelope({ value: 1, loadSeconds: 0 }, careless) ?? '';
      expect(decodeEnvelope(text, careless)).toBeDefined();
      expect(decode(text)).toBeUndefined();
    }
  );

  it('leaves a key alone that is only called constructor', () => {
    expect(decode(encode({ constructor: 'Ferrari' }) ?? '')).toMatchObject({ value: { constructor: 'Ferrari' } });
  });

  it('is a miss where the application’s own codec fails', () => {
    const failing = {
      encode: (): string => {
        throw new Error('no');
      },
      decode: (): never => {
        throw new Error('no');
      },
    };
    expect(encodeEnvelope({ value: 1, loadSeconds: 0 }, failing)).toBeUndefined();
    expect(decodeEnvelope(encode(1) ?? '', failing)).toBeUndefined();
  });
});
