import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, StartError } from '../config/index.js';
import type { Clock, Log } from '../contract/index.js';
import { FILE_MODE } from './file-system.js';
import type { FileSystem } from './file-system.js';
import { isAlive, ownIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const REFRESH_MS = 10_000;
/** A lock from another host (a container that is gone) counts as left behind after this long without a refresh. */
const FOREIGN_STALE_MS = 60_000;

const identitySchema = z.object({ pid: z.int(), host: z.string(), start: z.string(), origin: z.number() });

export interface Lock {
  release(): Promise<void>;
}

export interface LockOptions {
  readonly dir: string;
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Holds a directory for this process, by a file that only one can create (link(2) fails where it exists).
 * @throws StartError naming the process that holds it.
 */
export async function acquireLock({ dir, files, clock, log }: LockOptions): Promise<Lock> {
  const path = join(dir, 'lock');
  const own = ownIdentity();
  const text = `${JSON.stringify(own)}\n`;
  const mine = `${path}.${own.pid}.${own.origin}`;
  await writePlain(files, mine, text);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        await files.link(mine, path);
        break;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        const holder = await holderOf(files, path);
        if (holder !== undefined && isHeld(holder, own, clock)) throw heldBy(holder.identity, dir, error);
        if (attempt >= 5)
          throw new StartError(`${path} keeps changing.`, 'Start one collector at a time.', { cause: error });
        if (holder !== undefined) await removeStale(files, path, mine, holder, log);
      }
    }
  } finally {
    await files.unlink(mine);
  }
  return refreshed(path, text, files, clock, log);
}

interface Holder {
  readonly text: string;
  readonly identity: ProcessIdentity | undefined;
  readonly refreshedAt: number;
}

async function holderOf(files: FileSystem, path: string): Promise<Holder | undefined> {
  try {
    const text = await files.readFile(path, 'utf8');
    const { mtimeMs } = await files.stat(path);
    return { text, identity: parseIdentity(text), refreshedAt: mtimeMs };
  } catch (error) {
    // Released between our attempt and our look: try again.
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    return identitySchema.safeParse(JSON.parse(text)).data;
  } catch {
    // No lock of ours is ever half written (it is linked into place), so nobody holds this one.
    return undefined;
  }
}

function isHeld({ identity, refreshedAt }: Holder, own: ProcessIdentity, clock: Clock): boolean {
  if (identity === undefined) return false;
  if (identity.host === own.host) return isAlive(identity);
  return clock.now() - refreshedAt < FOREIGN_STALE_MS;
}

const heldBy = (identity: ProcessIdentity | undefined, dir: string, cause: unknown): StartError =>
  new StartError(
    `${dir} is in use by process ${identity?.pid ?? 'unknown'}${identity === undefined ? '' : ` on ${identity.host}`}.`,
    'Stop that process, or choose another directory with --state-dir.',
    { cause }
  );

/** Takes the dead one's file away; if another process was faster and the file is a fresh one, puts it back. */
async function removeStale(files: FileSystem, path: string, mine: string, holder: Holder, log: Log): Promise<void> {
  const aside = `${mine}.stale`;
  try {
    await files.rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await files.readFile(aside, 'utf8');
  if (taken === holder.text) log.warn({ pid: holder.identity?.pid }, 'took over the lock of a process that is gone');
  else await files.link(aside, path);
  await files.unlink(aside);
}

async function writePlain(files: FileSystem, path: string, text: string): Promise<void> {
  const file = await files.open(path, 'w', FILE_MODE);
  try {
    await file.writeFile(text, 'utf8');
  } finally {
    await file.close();
  }
}

/** Touches the lock now and then, so that another host can see that we live. */
function refreshed(path: string, text: string, files: FileSystem, clock: Clock, log: Log): Lock {
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => {};
  const refresh = async (): Promise<void> => {
    try {
      const file = await files.open(path, 'r+');
      try {
        const now = new Date(clock.now());
        await file.utimes(now, now);
      } finally {
        await file.close();
      }
    } catch (error) {
      log.warn({ err: error, path }, 'the lock of the state directory could not be refreshed');
    }
  };
  const schedule = (): void => {
    cancel = clock.after(REFRESH_MS, () => {
      running = refresh().then(schedule);
    });
  };
  schedule();
  return {
    release: async () => {
      cancel();
      await running;
      cancel();
      try {
        if ((await files.readFile(path, 'utf8')) === text) await files.unlink(path);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT')
          log.warn({ err: error, path }, 'the lock of the state directory could not be removed');
      }
    },
  };
}
