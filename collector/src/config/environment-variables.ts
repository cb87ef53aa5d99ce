import { z } from 'zod';
import { collectorSchema } from './collector-schema.js';
import type { ConfigIssue } from './errors.js';
import { leavesOf, metaOf, unwrap } from './schema-tree.js';
import { suggest } from './suggest.js';

export const ENVIRONMENT_PREFIX = 'GROWTH_ENGINE_';

/** Variables that say something else than a key of the collector's configuration. */
export const OTHER_VARIABLES = {
  GROWTH_ENGINE_CONFIG: 'Configuration file of `growth-engine serve`',
  GROWTH_ENGINE_URL: 'The collector that an application reports to',
  GROWTH_ENGINE_HOST_PAGE_INVITATION: 'Token of the first link into the host page of `growth-engine serve`',
  GROWTH_ENGINE_SERVICE: 'Name of an application’s service',
  GROWTH_ENGINE_INSTANCE: 'Name of this process among its like',
} as const;

export interface EnvironmentVariable {
  readonly name: string;
  /** Key that it sets, e.g. ["listen", "port"]. */
  readonly path: readonly string[];
  readonly form: 'number' | 'text' | 'list' | 'JSON';
  readonly description: string;
}

const snakeCase = (text: string): string => text.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

function formOf(schema: z.core.$ZodType): EnvironmentVariable['form'] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodArray) return unwrap(inner.element) instanceof z.ZodString ? 'list' : 'JSON';
  return inner instanceof z.ZodRecord ? 'JSON' : 'text';
}

/** Every key of the collector's configuration as a variable: one table, made from the schema. */
export const ENVIRONMENT_VARIABLES: readonly EnvironmentVariable[] = leavesOf(collectorSchema).map(
  ({ path, schema }) => {
    const meta = metaOf(schema);
    return {
      name: ENVIRONMENT_PREFIX + (meta.env ?? path.map(snakeCase).join('_')),
      path,
      form: formOf(schema),
      description: meta.description ?? '',
    };
  }
);

function valueOf(variable: EnvironmentVariable, text: string): unknown {
  switch (variable.form) {
    case 'text':
      return text;
    case 'number':
      // What is no number stays text: the schema's error then names it as it was written.
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'JSON':
      return JSON.parse(text) as unknown;
  }
}

/** Kubernetes puts such variables into every pod beside a Service named growth-engine. */
const SERVICE_LINK = /^GROWTH_ENGINE_(SERVICE_(HOST|PORT)|PORT)(_|$)/;

export interface EnvironmentValues {
  readonly values: readonly { readonly variable: EnvironmentVariable; readonly value: unknown }[];
  readonly issues: readonly ConfigIssue[];
}

/** Reads the table's variables; empty ones count as absent. A near miss of a known name is an issue. */
export function readEnvironment(env: NodeJS.ProcessEnv): EnvironmentValues {
  const values: { variable: EnvironmentVariable; value: unknown }[] = [];
  const issues: ConfigIssue[] = [];
  const byName = new Map(ENVIRONMENT_VARIABLES.map((variable) => [variable.name, variable]));
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || text === undefined || text === '') continue;
    const variable = byName.get(name);
    if (variable !== undefined) {
      try {
        values.push({ variable, value: valueOf(variable, text) });
      } catch {
        // JSON.parse's own message would show a part of the value, which may be a secret.
        issues.push({
          path: variable.path.join('.'),
          message: `${name} is not valid JSON; it must be ${variable.path.join('.')} as JSON.`,
        });
      }
    } else if (!(name in OTHER_VARIABLES) && !SERVICE_LINK.test(name)) {
      const known = [...byName.keys(), ...Object.keys(OTHER_VARIABLES)];
      const meant = suggest(
        name.slice(ENVIRONMENT_PREFIX.length),
        known.map((item) => item.slice(ENVIRONMENT_PREFIX.length))
      );
      if (meant !== undefined)
        issues.push({
          path: name,
          message: `${name} is not a known variable; did you mean ${ENVIRONMENT_PREFIX}${meant}?`,
        });
    }
  }
  return { values, issues };
}

/** The table for people, as in the help text and the README. */
export function environmentTable(): readonly (readonly [name: string, key: string, description: string])[] {
  return ENVIRONMENT_VARIABLES.map(({ name, path, form, description }) => [
    name,
    path.join('.'),
    form === 'JSON' ? `${description} (JSON)` : form === 'list' ? `${description} (comma-separated)` : description,
  ]);
}
