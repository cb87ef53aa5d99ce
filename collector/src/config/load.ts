import { readFileSync } from 'node:fs';
import { collectorSchema } from './collector-schema.js';
import type { CollectorConfig } from './collector-schema.js';
import { readEnvironment } from './environment-variables.js';
import { ConfigError } from './errors.js';
import { formatIssues } from './format-issues.js';
import { readDocument } from './read-document.js';
import type { ReadFile } from './read-document.js';

export interface LoadOptions {
  /** YAML or JSON. */
  readonly file?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly readFile?: ReadFile;
  /** What the command line says; above file and environment. Each: a path of keys and its value. */
  readonly flags?: readonly { readonly path: readonly string[]; readonly value: unknown; readonly flag: string }[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy of `target` with `value` at `path`; what stands in the way and is no object is kept for the schema to refuse. */
function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (target !== undefined && !isObject(target)) return target;
  return { ...target, [key]: withValue(target?.[key], rest, value) };
}

/**
 * Default < file < environment < command line; the stored overrides of the API come above all of them.
 * @throws ConfigError naming every key, its value, where it came from, and what would be right.
 */
export function loadCollectorConfig(options: LoadOptions): CollectorConfig {
  const { file, env, readFile = (path: string) => readFileSync(path, 'utf8'), flags = [] } = options;
  let input = file === undefined ? {} : readDocument(file, readFile);
  const origins = new Map<string, string>();
  const environment = readEnvironment(env);
  for (const { variable, value } of environment.values) {
    input = withValue(input, variable.path, value);
    origins.set(variable.path.join('.'), variable.name);
  }
  for (const { path, value, flag } of flags) {
    input = withValue(input, path, value);
    origins.set(path.join('.'), flag);
  }
  const result = collectorSchema.safeParse(input);
  const issues = [
    ...environment.issues,
    ...(result.success
      ? []
      : formatIssues(collectorSchema, input, result.error.issues, { originOf: (path) => originOf(origins, path) })),
  ];
  if (!result.success || issues.length > 0) throw new ConfigError(file ?? 'The configuration', issues);
  return result.data;
}

/** An item of a list that came from a variable came from there too. */
function originOf(origins: ReadonlyMap<string, string>, path: readonly PropertyKey[]): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(path.slice(0, length).join('.'));
    if (origin !== undefined) return origin;
  }
  return undefined;
}
