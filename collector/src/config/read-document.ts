import { createRequire } from 'node:module';
import type Yaml from 'yaml';
import { codeOf, ConfigError, messageOf } from './errors.js';

/** Loaded with the first file: most applications give their engine its options in code. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;

export type ReadFile = (path: string) => string;

/**
 * Reads a YAML or JSON file (JSON is YAML). An empty file is an empty configuration.
 * @throws ConfigError where the file cannot be read or parsed, with line and column.
 */
export function readDocument(path: string, readFile: ReadFile): unknown {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${messageOf(error)})`;
    throw new ConfigError(path, [{ path: '', message: `The file ${why}; check its path.` }], {
      cause: error,
    });
  }
  // Strict and without custom tags: nothing but data comes out. Duplicate keys are errors.
  const document = yaml().parseDocument(text, { strict: true, uniqueKeys: true, prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined) {
    const message = first.message.split('\n')[0]?.replace(/:$/, '') ?? 'not valid';
    throw new ConfigError(path, [{ path: '', message: `The file is not valid YAML or JSON: ${message}.` }], {
      cause: first,
    });
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  return value ?? {};
}
