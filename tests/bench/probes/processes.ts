import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';

const EXECUTED = /^\d+ +(\d+\.\d+) (?:execve|<\.\.\. execve resumed>).* = 0$/gm;

/** Programs that a contender starts per collection, as strace sees it; undefined where there is no strace. */
export async function countProcesses(path: string, collections: number, cleanup: Cleanup): Promise<number | undefined> {
  if (spawnSync('strace', ['--version']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'growth-engine-strace-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const trace = join(folder, 'trace');
  const args = ['-f', '-qq', '-ttt', '-e', 'trace=execve', '-o', trace, process.execPath, ...tsArgs(path)];
  const child = await Child.start({ name: 'strace', command: 'strace', args, ipc: true }, cleanup);
  await child.ask({ do: 'measure', collections: 1 });
  const begin = Date.now() / 1000;
  await child.ask({ do: 'measure', collections });
  const end = Date.now() / 1000;
  await child.stop();
  const moments = [...readFileSync(trace, 'utf8').matchAll(EXECUTED)].map(([, moment]) => Number(moment));
  return moments.filter((moment) => moment >= begin && moment <= end).length / collections;
}
