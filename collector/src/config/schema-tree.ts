import { z } from 'zod';

/** What is known about a key beyond its type; see `.meta()` of the fields. */
export interface FieldMeta {
  readonly description?: string;
  /** Never shown in a message. */
  readonly secret?: boolean;
  /** Name of the environment variable after GROWTH_ENGINE_, where it is not the path's. */
  readonly env?: string;
}

/** Takes optional, default, readonly and the like off a schema. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while ('innerType' in inner._zod.def && inner._zod.def.innerType instanceof z.core.$ZodType) {
    inner = inner._zod.def.innerType;
  }
  return inner;
}

/** Description and flags of a field, from whichever wrapper carries them. */
export function metaOf(schema: z.core.$ZodType): FieldMeta {
  let inner = schema;
  let meta: FieldMeta = {};
  for (;;) {
    meta = { ...(z.globalRegistry.get(inner) as FieldMeta | undefined), ...meta };
    const definition: object = inner._zod.def;
    if (!('innerType' in definition) || !(definition.innerType instanceof z.core.$ZodType)) return meta;
    inner = definition.innerType;
  }
}

/** Keys that an object schema knows; undefined where any key may stand. */
export function keysOf(schema: z.core.$ZodType): readonly string[] | undefined {
  const object = unwrap(schema);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : undefined;
}

/** The schema that a path of keys leads to, if it leads anywhere. */
export function schemaAt(root: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType = root;
  for (const key of path) {
    const inner = unwrap(schema);
    let next: unknown;
    if (inner instanceof z.ZodObject) next = (inner.shape as Record<PropertyKey, unknown>)[key];
    else if (inner instanceof z.ZodArray) next = inner.element;
    else if (inner instanceof z.ZodRecord) next = inner.valueType;
    if (!(next instanceof z.core.$ZodType)) return undefined;
    schema = next;
  }
  return schema;
}

export interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
}

/** Every key of a schema that is no object itself, in the order of the schema. */
export function leavesOf(schema: z.core.$ZodType, path: readonly string[] = []): readonly Leaf[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [{ path, schema }];
  return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([key, value]) =>
    leavesOf(value, [...path, key])
  );
}
