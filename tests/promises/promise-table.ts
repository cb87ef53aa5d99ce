import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { ROOT } from '../lib/paths.js';
import { PROMISES } from './promises.js';
import type { ShownBy } from './promises.js';

/** Why a test cannot show what it is said to, if so. */
function flaw({ file, test }: ShownBy): string | undefined {
  const path = join(ROOT, file);
  if (!existsSync(path)) return `${file} does not exist`;
  return readFileSync(path, 'utf8').includes(test) ? undefined : `${file} has no test "${test}"`;
}

export async function promiseTable(checks: Checks): Promise<void> {
  for (const { section, sentence, shownBy, comesWith } of PROMISES) {
    await checks.check(`${section}: ${sentence}`, () => {
      const flaws = (shownBy ?? []).map(flaw).filter((text) => text !== undefined);
      ensure(flaws.length === 0, flaws.join('; '));
      const tests = (shownBy ?? []).map(({ file, test }) => `${file}: ${test}`);
      ensure(tests.length > 0 || comesWith !== undefined, 'Neither a test nor a place on the roadmap is named.');
      return [...tests, ...(comesWith === undefined ? [] : [`comes with "${comesWith}"`])].join(' | ');
    });
  }
}
