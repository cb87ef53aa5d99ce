import { z } from 'zod';

/** Fields whose error says what would be right; `formatIssues` puts key and value before it. */

export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** `what`: "a number of seconds", "a port". */
export function numberField(what: string, { min, max, integer = false }: NumberBounds): z.ZodNumber {
  const error = `must be ${what} between ${min} and ${max}`;
  const field = z.number({ error }).min(min, { error }).max(max, { error });
  return integer ? field.int({ error }) : field;
}

export const portField = (): z.ZodNumber => numberField('a whole port number', { min: 0, max: 65_535, integer: true });

export function textField(what: string, longest = 1000): z.ZodString {
  const error = `must be ${what}`;
  return z
    .string({ error })
    .min(1, { error })
    .max(longest, { error: `${error} of at most ${longest} characters` });
}

/** Names that become label values, path segments and file names. */
export function nameField(what: string): z.ZodString {
  const error = `must be ${what}: 1 to 128 letters, digits, dots, colons, hyphens and underscores, beginning with a letter or digit`;
  return z.string({ error }).regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, { error });
}

export function choiceField<const Choices extends readonly [string, ...string[]]>(
  choices: Choices
): z.ZodEnum<{ [Choice in Choices[number]]: Choice }> {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` });
}

export function urlField(what: string, protocols: readonly string[] = ['http', 'https']): z.ZodString {
  const error = `must be ${what}, beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
  return z
    .string({ error })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
      error,
    });
}

/** Long enough not to be guessed; short enough for a header. */
export function tokenField(): z.ZodString {
  const error = 'must be a token of 16 to 512 visible ASCII characters';
  return z.string({ error }).regex(/^[\x21-\x7e]{16,512}$/, { error });
}

export function listField<Item extends z.ZodType>(item: Item, what: string): z.ZodArray<Item> {
  return z.array(item, { error: `must be a list of ${what}` });
}

export function objectField<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  what = 'an object'
): z.ZodObject<Shape, z.core.$strict> {
  // Zod asks for unknown keys with the same callback; leaving that one undefined keeps its own code and keys.
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'invalid_type' ? `must be ${what} with the keys ${Object.keys(shape).join(', ')}` : undefined,
  });
}
