import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OTHERS = 0o077;

/** A folder that nobody else may enter. @throws Error when somebody else has made it, or opened it to others. */
function ownFolder(path: string, uid: number): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stats = lstatSync(path);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & OTHERS) !== 0) {
    throw new Error(`${path} is not ours alone. Remove it, or set TMPDIR to a folder of this user.`);
  }
  return path;
}

/**
 * Where the workers of one primary find each other: a folder with one socket per worker. PM2's daemon is such a primary.
 * Undefined where there are no users to keep apart (Windows).
 */
export function meetingPlace(service: string, primary = process.ppid): string | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const ours = ownFolder(join(tmpdir(), `growth-engine-${uid}`), uid);
  // A socket's path may be 107 bytes long, and a service has any name.
  const name = createHash('sha256').update(service).digest('hex').slice(0, 12);
  return ownFolder(join(ours, `${primary}-${name}`), uid);
}
