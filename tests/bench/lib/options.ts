import { parseArgs } from 'node:util';

/** `--json` and whole numbers by name with their defaults. @throws Error naming the option that makes no sense. */
export function parseBenchOptions<const Defaults extends Readonly<Record<string, number>>>(
  defaults: Defaults
): { readonly json: boolean } & { readonly [Name in keyof Defaults]: number } {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' as const }])),
    },
  });
  const numbers = Object.entries(defaults).map(([name, standard]) => {
    const given = (values as Readonly<Record<string, unknown>>)[name];
    const value = given === undefined ? standard : Number(given);
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`--${name} must be a whole number from 1; it was "${String(given)}".`);
    return [name, value];
  });
  return { json: values.json, ...(Object.fromEntries(numbers) as { readonly [Name in keyof Defaults]: number }) };
}
