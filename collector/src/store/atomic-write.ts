import { dirname } from 'node:path';
import { FILE_MODE } from './file-system.js';
import type { FileSystem } from './file-system.js';

/** Makes a rename or a new name durable: the directory is written too. */
export async function syncDirectory(files: FileSystem, path: string): Promise<void> {
  const directory = await files.open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Replaces a file so that a reader, or we after a crash, see the old or the new text and never a part: write beside it,
 * flush, rename, flush the directory.
 */
export async function writeAtomically(files: FileSystem, path: string, text: string): Promise<void> {
  const beside = `${path}.tmp`;
  try {
    const file = await files.open(beside, 'w', FILE_MODE);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(beside, path);
  } catch (error) {
    // The cause is what the caller must hear; a leftover is overwritten by the next write.
    await files.unlink(beside).catch(() => undefined);
    throw error;
  }
  await syncDirectory(files, dirname(path));
}
