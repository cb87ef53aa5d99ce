import type { z } from 'zod';
import type { ConfigIssue } from './errors.js';
import { keysOf, metaOf, schemaAt } from './schema-tree.js';
import { suggestion } from './suggest.js';

export interface FormatOptions {
  /** Where the value of a key came from, when that is not the document itself: "GROWTH_ENGINE_LISTEN_PORT". */
  readonly originOf?: (path: readonly PropertyKey[]) => string | undefined;
}

const LONGEST_VALUE = 60;

export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

export function valueText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (Array.isArray(value) && value.length > 5) return `a list of ${value.length}`;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

const isSecret = (schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean =>
  path.some((_, index) => {
    const at = schemaAt(schema, path.slice(0, index + 1));
    return at !== undefined && metaOf(at).secret === true;
  });

/** Our fields say what would be right themselves; this is for schemas with zod's own messages. */
function rightOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return `must be valid (${issue.message})`;
  }
}

/** An unknown key first: it is often the reason why another one is missing. */
const unknownFirst = (a: z.core.$ZodIssue, b: z.core.$ZodIssue): number =>
  Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys');

/**
 * The one place where a failed validation becomes sentences. Our schemas say what would be right ("must be …"); this adds
 * the key and the value, except of secrets.
 */
export function formatIssues(
  schema: z.core.$ZodType,
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  options: FormatOptions = {}
): readonly ConfigIssue[] {
  return [...issues].sort(unknownFirst).flatMap((issue): ConfigIssue | ConfigIssue[] => {
    const path = pathText(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const parent = schemaAt(schema, issue.path);
      const known = parent === undefined ? [] : (keysOf(parent) ?? []);
      return issue.keys.map((key) => {
        const full = pathText([...issue.path, key]);
        return { path: full, message: `${full} is not a known key; ${suggestion(key, known)}` };
      });
    }
    if (issue.code === 'invalid_key') {
      const key = String(issue.path.at(-1));
      const right = issue.issues[0]?.message ?? 'must be a valid name';
      return { path, message: `${path}: the key ${JSON.stringify(key)} ${right}.` };
    }
    const value = valueAt(input, issue.path);
    const origin = options.originOf?.(issue.path);
    const from = origin === undefined ? '' : ` (from ${origin})`;
    const subject = path === '' ? 'The document' : path;
    if (value === undefined) return { path, message: `${subject} is missing${from}; it ${rightOf(issue)}.` };
    const shown = isSecret(schema, issue.path) ? 'set to a value that is not shown' : valueText(value);
    return { path, message: `${subject} is ${shown}${from}; it ${rightOf(issue)}.` };
  });
}
