import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../lib/test.js';
import { runFolder, tidyRunFolders } from '../setup/run-folder.js';

/** Above every pid of Linux. */
const NOBODY = 2 ** 22 + 1;

test('two runs at once have folders of their own, and only those of ended runs are tidied', ({ surfaceName }) => {
  test.skip(surfaceName === 'grafana', 'It is about files only.');
  const parent = mkdtempSync(join(tmpdir(), 'e2e-runs-'));
  try {
    const [first, second] = [runFolder({}, parent), runFolder({}, parent)];
    expect(first).not.toBe(second);
    const environment = {};
    expect(runFolder(environment, parent)).toBe(runFolder(environment, parent));

    for (let age = 1; age <= 6; age += 1) {
      const folder = join(parent, `run-ended-${age}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), String(NOBODY));
      const at = new Date(Date.now() - age * 3_600_000);
      utimesSync(folder, at, at);
    }
    tidyRunFolders(parent);
    expect(
      readdirSync(parent)
        .filter((name) => name.startsWith('run-ended'))
        .sort()
    ).toEqual(['run-ended-1', 'run-ended-2', 'run-ended-3']);
    expect(existsSync(first) && existsSync(second)).toBe(true);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});
