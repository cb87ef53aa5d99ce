import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../lib/paths.js';
import type { Fence } from './fences.js';
import type { Surroundings } from './surroundings.js';

export const COMPOSED_DIR = join(RESULTS, 'promises');

const TSCONFIG = {
  extends: '../../../tsconfig.json',
  compilerOptions: {
    noEmit: true,
    module: 'preserve',
    moduleResolution: 'bundler',
    types: ['node'],
    paths: { '~/*': ['../../promises/alias/*'] },
  },
  include: ['*.ts'],
};

/** An empty folder with the configuration that maps the application's alias `~`. */
export function prepareFolder(): void {
  rmSync(COMPOSED_DIR, { recursive: true, force: true });
  mkdirSync(COMPOSED_DIR, { recursive: true });
  writeFileSync(join(COMPOSED_DIR, 'tsconfig.json'), JSON.stringify(TSCONFIG, null, 2));
  writeFileSync(join(COMPOSED_DIR, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
}

/** Writes the snippet with its surroundings as a program, and returns the program's file. */
export function compose(source: string, fence: Fence, surroundings: Surroundings): string {
  const { before = '', after = '', replace } = surroundings;
  let code = fence.code;
  if (replace !== undefined) {
    if (!code.includes(replace[0])) throw new Error(`"${replace[0]}" no longer stands in the snippet.`);
    code = code.replace(...replace);
  }
  if (surroundings.isValue === true) code = `const documented = (${code});`;
  if (surroundings.inBlocks === true) {
    code = code
      .split(/\n\n(?=\/\/)/)
      .map((paragraph) => `{\n${paragraph}\n}`)
      .join('\n');
  }
  const file = join(COMPOSED_DIR, `${source}-${fence.id}.ts`);
  writeFileSync(
    file,
    `${before}\n\n// The snippet begins here.\n${code}\n// The snippet ends here.\n\n${after}\n\nexport {};\n`
  );
  return file;
}
