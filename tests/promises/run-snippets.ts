import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { ROOT, tsArgs } from '../lib/paths.js';
import { delay } from '../lib/wait.js';
import { COMPOSED_DIR, compose, prepareFolder } from './compose.js';
import { fencesOf } from './fences.js';
import type { Fence } from './fences.js';
import { DESIGN_SURROUNDINGS, README_SURROUNDINGS, SPEC_SURROUNDINGS } from './surroundings.js';
import type { Surroundings } from './surroundings.js';

const RUN_MS = 60_000;
const CODE = new Set(['ts', 'typescript', 'js', 'javascript']);

const SOURCES = [
  { name: 'spec', title: 'specification', file: 'tests/promises/snippets/spec.md', surroundings: SPEC_SURROUNDINGS },
  { name: 'design', title: 'public API', file: 'tests/promises/snippets/design.md', surroundings: DESIGN_SURROUNDINGS },
  { name: 'readme', title: 'README', file: 'README.md', surroundings: README_SURROUNDINGS },
] as const satisfies readonly {
  name: string;
  title: string;
  file: string;
  surroundings: Readonly<Record<string, Surroundings>>;
}[];

interface Program {
  readonly title: string;
  readonly file: string;
}

export const fencesIn = (file: string): readonly Fence[] => fencesOf(readFileSync(join(ROOT, file), 'utf8'));

function composeAll(): readonly Program[] {
  prepareFolder();
  return SOURCES.flatMap(({ name, title, file, surroundings }) =>
    fencesIn(file)
      .filter(({ language }) => CODE.has(language))
      .map((fence) => ({
        title: `${title}, ${fence.id} (${file}:${fence.line})`,
        file: compose(name, fence, surroundings[fence.id] ?? {}),
      }))
  );
}

function typeErrors(): string {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', COMPOSED_DIR], { encoding: 'utf8' });
  return result.status === 0 ? '' : result.stdout;
}

async function run(file: string, env: Readonly<Record<string, string>>, cleanup: Cleanup): Promise<undefined> {
  const child = await Child.start(
    {
      name: basename(file),
      args: tsArgs(file),
      env: { TSX_TSCONFIG_PATH: join(COMPOSED_DIR, 'tsconfig.json'), ...env },
    },
    cleanup
  );
  const exit = await Promise.race([child.exited, delay(RUN_MS)]);
  if (exit === undefined) await child.stop();
  ensure(exit !== undefined, `It did not end by itself within ${RUN_MS / 1000} s.\n${child.output}`);
  ensure(exit.code === 0, `It ended with ${exit.code ?? exit.signal}.\n${child.output}`);
  return undefined;
}

/** Every TypeScript and JavaScript snippet, checked by the compiler and run against the built package. */
export async function runSnippets(
  checks: Checks,
  env: Readonly<Record<string, string>>,
  cleanup: Cleanup
): Promise<void> {
  const programs = composeAll();
  const errors = typeErrors();
  for (const { title, file } of programs) {
    await checks.check(title, async () => {
      const own = errors.split('\n').filter((line) => line.includes(basename(file)));
      ensure(own.length === 0, `The compiler says:\n${own.join('\n')}`);
      return run(file, env, cleanup);
    });
  }
  await checks.check('the compiler finds nothing else in them', () => {
    ensure(errors === '', errors);
    return undefined;
  });
}
