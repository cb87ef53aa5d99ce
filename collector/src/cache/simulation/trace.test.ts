import { describe, expect, it } from '@jest/globals';
import { optimalHits } from './optimal.js';
import { TraceError, parseTrace, type TraceFormat } from './trace.js';

const read = (bytes: Buffer | string, format: TraceFormat) => {
  const { requests, distinct } = parseTrace(Buffer.from(bytes as string), format);
  return { requests: [...requests], distinct };
};

describe('a trace', () => {
  it('of text is a key per line; blank lines and lines with * are none', () => {
    expect(read('7\n*\n\n x \r\n7\n8', 'text')).toEqual({ requests: [0, 1, 0, 2], distinct: 3 });
  });

  it('of ARC asks for as many blocks as each line says', () => {
    expect(read('10 3 0 1\n11 1 0 2\n', 'arc')).toEqual({ requests: [0, 1, 2, 1], distinct: 3 });
  });

  it('of integers is read big-endian, however large they are', () => {
    const ints = Buffer.alloc(12);
    [1, -1, 1].forEach((key, index) => ints.writeInt32BE(key, index * 4));
    expect(read(ints, 'int32be')).toEqual({ requests: [0, 1, 0], distinct: 2 });
    const longs = Buffer.alloc(32);
    [2n ** 62n, 2n ** 62n + 1n, 5n, 2n ** 62n].forEach((key, index) => longs.writeBigInt64BE(key, index * 8));
    expect(read(longs, 'int64be')).toEqual({ requests: [0, 1, 2, 0], distinct: 3 });
  });

  it('that is empty, cut off or of another format says so', () => {
    expect(() => read('*\n', 'text')).toThrow(new TraceError('The trace holds no requests.', ''));
    expect(() => read('abcde', 'int32be')).toThrow('5 bytes long, which is no multiple of 4');
    expect(() => read('1 2 0 0\nx 1 0 0', 'arc')).toThrow('Entry 2 of the trace is no ARC request');
  });
});

describe('the optimal policy', () => {
  it('evicts what is asked for again latest', () => {
    const trace = parseTrace(Buffer.from('a b c a b d a b c d'.replaceAll(' ', '\n')), 'text');
    expect(optimalHits(trace, 2)).toBe(bruteForce([...trace.requests], 2));
    expect(optimalHits(trace, 3)).toBe(bruteForce([...trace.requests], 3));
    expect(optimalHits(trace, 4)).toBe(6);
  });
});

/** The best of all possible choices of victims. */
function bruteForce(requests: readonly number[], capacity: number, held: readonly number[] = []): number {
  const [key, ...rest] = requests;
  if (key === undefined) return 0;
  if (held.includes(key)) return 1 + bruteForce(rest, capacity, held);
  if (held.length < capacity) return bruteForce(rest, capacity, [...held, key]);
  return Math.max(...held.map((victim) => bruteForce(rest, capacity, [...held.filter((one) => one !== victim), key])));
}
