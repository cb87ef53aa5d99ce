import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names the folder of this run; workers inherit it. */
export const RUN_FOLDER = 'GROWTH_ENGINE_E2E_RUN';

const PREFIX = 'run-';
const PID_FILE = 'pid';
/** Of runs that have ended: what people may still want to look at. */
const KEPT = 3;
/** Between making a folder and writing into it whose it is. */
const UNSIGNED_MS = 60_000;

/** The folder of this run below `parent`, with a name that no other run has; made on the first call. */
export function runFolder(env: NodeJS.ProcessEnv, parent: string): string {
  const known = env[RUN_FOLDER];
  if (known !== undefined && known !== '') return known;
  mkdirSync(parent, { recursive: true });
  tidyRunFolders(parent);
  const folder = mkdtempSync(join(parent, PREFIX));
  writeFileSync(join(folder, PID_FILE), String(process.pid));
  env[RUN_FOLDER] = folder;
  return folder;
}

/** Removes the folders of runs that have ended, except for the newest; never one of a run that goes on. */
export function tidyRunFolders(parent: string, now: number = Date.now()): void {
  const ended = readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX))
    .flatMap((entry) => {
      const path = join(parent, entry.name);
      const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      return changedAt === undefined || isInUse(path, now - changedAt) ? [] : [{ path, changedAt }];
    })
    .sort((a, b) => b.changedAt - a.changedAt);
  for (const { path } of ended.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}

function isInUse(folder: string, ageMs: number): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(join(folder, PID_FILE), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return ageMs < UNSIGNED_MS;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
