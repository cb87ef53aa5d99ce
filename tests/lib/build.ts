import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.js';

function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

/** Builds the collector when its output is missing or older than its source. Says so on stderr. */
export function ensureCollectorBuilt(): void {
  const output = join(ROOT, 'collector/dist/index.js');
  if (existsSync(output) && newest(join(ROOT, 'collector/dist')) >= newest(join(ROOT, 'collector/src'))) return;
  process.stderr.write('building the collector …\n');
  const result = spawnSync('npm', ['run', 'build', '-w', 'collector'], { cwd: ROOT, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Error(`The collector could not be built:\n${result.stdout}${result.stderr}`, { cause: result.error });
  }
}
