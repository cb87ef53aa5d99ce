import { describe, expect, it } from '@jest/globals';
import { NativeHistogram } from './native-histogram.js';

/** Counts by the binary logarithm of their bucket's upper edge. */
function bucketsOf(native: NativeHistogram): Map<number, number> {
  const { spans, deltas } = native.encode();
  const buckets = new Map<number, number>();
  let index = 0;
  let count = 0;
  let next = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let step = 0; step < length; step += 1) {
      count += deltas[next++] ?? Number.NaN;
      if (count !== 0) buckets.set(index / 2 ** native.schema, count);
      index += 1;
    }
  }
  expect(next).toBe(deltas.length);
  return buckets;
}
const totalOf = (native: NativeHistogram): number =>
  [...bucketsOf(native).values()].reduce((sum, count) => sum + count, native.zeroCount);

describe('a native histogram', () => {
  it('has nothing to say when it is empty', () => {
    expect(new NativeHistogram().encode()).toEqual({ spans: [], deltas: [] });
  });

  it('counts a power of two in the bucket that it ends, and what is a little more in the next', () => {
    const native = new NativeHistogram();
    for (const value of [1, 1, 1.01, 2, 0.5]) native.add(value);
    expect(bucketsOf(native)).toEqual(
      new Map([
        [-1, 1],
        [0, 2],
        [1 / 8, 1],
        [1, 1],
      ])
    );
    for (let power = -100; power <= 100; power += 1) {
      const one = new NativeHistogram();
      one.add(2 ** power);
      expect([...bucketsOf(one).keys()]).toEqual([power]);
    }
  });

  it('takes zero and what is next to it as zero', () => {
    const native = new NativeHistogram();
    for (const value of [0, Number.MIN_VALUE, 2 ** -128]) native.add(value);
    expect(native.zeroCount).toBe(3);
    expect(bucketsOf(native).size).toBe(0);
  });

  it('writes a short gap with the buckets around it, and begins a new run after a long one', () => {
    const native = new NativeHistogram();
    for (const index of [0, 3, 7]) native.add(2 ** (index / 8) * 0.999);
    expect(native.encode()).toEqual({
      spans: [
        { offset: 0, length: 4 },
        { offset: 3, length: 1 },
      ],
      deltas: [1, -1, 0, 1, 0],
    });
  });

  it('keeps each value within nine percent for what a service takes, 1 ms to 1,000 s', () => {
    const native = new NativeHistogram();
    for (let value = 0.001; value < 1000; value *= 1.01) native.add(value);
    expect(native.schema).toBe(3);
    expect(totalOf(native)).toBe(1389);
  });

  it('lowers its resolution rather than grow without end, and loses no count', () => {
    const native = new NativeHistogram();
    const values = [1, 1e-9, 1e9, 1e-30, 1e300, 1.5, Number.MAX_VALUE, 1e-30];
    for (const value of values) native.add(value);
    expect(totalOf(native)).toBe(values.length);
    expect(native.schema).toBeLessThan(0);
    const { deltas } = native.encode();
    expect(deltas.length).toBeLessThanOrEqual(160);
    for (const value of values) {
      const edges = [...bucketsOf(native).keys()];
      const width = 1 / 2 ** native.schema;
      expect(edges.some((edge) => Math.log2(value) <= edge && Math.log2(value) > edge - width)).toBe(true);
    }
  });

  it('counts the same in whatever order values come', () => {
    const values = Array.from({ length: 500 }, (_, index) => 2 ** ((((index * 7919) % 500) - 250) / 9));
    const [one, other] = [new NativeHistogram(), new NativeHistogram()];
    for (const value of values) one.add(value);
    for (const value of values.toReversed()) other.add(value);
    expect(one.encode()).toEqual(other.encode());
    expect(totalOf(one)).toBe(500);
  });
});
