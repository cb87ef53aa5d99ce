import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.js';

/** Folders are `<prefix><pid of the process that owns it>-<random>`. */
export const FOLDER_PREFIX = 'growth-engine-postgres-';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

/** Ends servers and removes folders of earlier runs whose process died without doing so (a kill −9). */
export async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(FOLDER_PREFIX) ? Number.parseInt(name.slice(FOLDER_PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const folder = join(parent, name);
    const data = join(folder, 'data');
    const pidFile = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    const server = Number.parseInt(pidFile, 10);
    const command = await readFile(`/proc/${server}/cmdline`, 'utf8').catch(() => '');
    // The number may belong to somebody else by now.
    if (command.includes(data) && isAlive(server)) process.kill(server, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: unknown) => {
      // Another user's folder is that user's to remove.
      if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw error;
    });
  }
}
