import { z } from 'zod';

/** A list as the contract has it: read only. */
export const list = <Item extends z.ZodType>(item: Item): z.ZodReadonly<z.ZodArray<Item>> => z.array(item).readonly();

/** Passes a schema through if it and the contract's type say the same, in both directions; else it does not compile. */
export const contractSchema =
  <Type>() =>
  <Schema extends z.ZodType<Type>>(schema: [Type] extends [z.output<Schema>] ? Schema : never): Schema =>
    schema;

export const isoTime = z.string().meta({ description: 'ISO 8601, UTC', examples: ['2026-01-02T03:04:05.678Z'] });
export const ratio = z.number();
export const texts = z.record(z.string(), z.string());
export const measured = z.number().nullable();
