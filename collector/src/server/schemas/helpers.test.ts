import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { contractSchema } from './helpers.js';

interface Pair {
  readonly a: number;
  readonly b?: string;
}

describe('contractSchema', () => {
  it('lets only a schema through that says what the type says, in both directions', () => {
    const exact = z.strictObject({ a: z.number(), b: z.string().exactOptional() });
    expect(contractSchema<Pair>()(exact)).toBe(exact);
    // @ts-expect-error -- a is text here
    contractSchema<Pair>()(z.strictObject({ a: z.string() }));
    // @ts-expect-error -- b must be there, which the type does not ask for
    contractSchema<Pair>()(z.strictObject({ a: z.number(), b: z.string() }));
  });
});
