import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const COLLECTOR_CLI = join(ROOT, 'collector/dist/cli/main.js');
/** What runs leave for people to look at; not part of the repository. */
export const RESULTS = join(ROOT, 'tests/results');

/** Arguments with which Node runs a TypeScript file of this repository. */
export const tsArgs = (path: string): string[] => [
  '--import',
  'tsx',
  '--disable-warning=ExperimentalWarning',
  resolve(ROOT, path),
];
