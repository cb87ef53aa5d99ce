import { copyFile, link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';

/** The part of node:fs/promises that the store uses, so that a test can let a disk be full. */
export interface FileSystem {
  readonly copyFile: typeof copyFile;
  readonly link: typeof link;
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly readFile: (path: string, encoding: 'utf8') => Promise<string>;
  readonly rename: typeof rename;
  readonly stat: (path: string) => Promise<{ readonly mode: number; readonly mtimeMs: number; readonly size: number }>;
  readonly unlink: typeof unlink;
}

export const nodeFileSystem: FileSystem = {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
};

export const DIRECTORY_MODE = 0o700;
export const FILE_MODE = 0o600;
