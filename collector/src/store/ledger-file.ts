import { dirname } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { Clock, LedgerEntry, LedgerQuery, Log } from '../contract/index.js';
import { syncDirectory } from './atomic-write.js';
import { ledgerLimit, matchesQuery } from './empty-state.js';
import { FILE_MODE } from './file-system.js';
import type { FileSystem } from './file-system.js';
import { entryOf, lineOf } from './ledger-line.js';
import { linesBackwards } from './lines-backwards.js';

export interface LedgerFileOptions {
  readonly path: string;
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly log: Log;
}

/** Append-only lines. Calls to `append` must not overlap; the store sees to it. */
export class LedgerFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #log: Log;
  /** Bytes that are known to be whole lines; a failed append may have left more behind. */
  #length: number;
  #dirty = false;

  private constructor(file: FileHandle, length: number, { path, log }: LedgerFileOptions) {
    this.#file = file;
    this.#length = length;
    this.#path = path;
    this.#log = log;
  }

  /** Opens or begins a ledger. A last line that a crash has torn is cut off and kept aside; nothing else is touched. */
  static async open(options: LedgerFileOptions): Promise<LedgerFile> {
    const { path, files } = options;
    const file = await openOrCreate(files, path);
    try {
      const { size } = await file.stat();
      const length = await wholeLength(file, size);
      if (length < size) await cutTornLine(file, length, size, options);
      return new LedgerFile(file, length, options);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Durable when it resolves. After a failure the file is brought back to its last whole line before the next one. */
  async append(entry: LedgerEntry): Promise<void> {
    if (this.#dirty) await this.#restore();
    const line = Buffer.from(lineOf(entry), 'utf8');
    this.#dirty = true;
    let written = 0;
    while (written < line.length) {
      const { bytesWritten } = await this.#file.write(line, written, line.length - written, this.#length + written);
      written += bytesWritten;
    }
    await this.#file.datasync();
    this.#length += line.length;
    this.#dirty = false;
  }

  async query(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    const limit = ledgerLimit(query);
    const found: LedgerEntry[] = [];
    if (limit === 0) return found;
    for await (const line of linesBackwards(this.#file, this.#length)) {
      const entry = entryOf(line.text);
      if (entry === undefined) {
        this.#log.error({ path: this.#path, offset: line.start }, 'a damaged line of the ledger was left out');
      } else if (matchesQuery(entry, query)) {
        found.push(entry);
        if (found.length >= limit) break;
      }
    }
    return found;
  }

  async check(): Promise<void> {
    if (this.#dirty) await this.#restore();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #restore(): Promise<void> {
    await this.#file.truncate(this.#length);
    await this.#file.datasync();
    this.#dirty = false;
  }
}

async function openOrCreate(files: FileSystem, path: string): Promise<FileHandle> {
  // 'a+' would ignore positions on Linux; 'wx+' makes the name, 'r+' takes an existing one.
  try {
    const file = await files.open(path, 'wx+', FILE_MODE);
    await syncDirectory(files, dirname(path));
    return file;
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
    return files.open(path, 'r+');
  }
}

/** Everything up to and including the last line that is whole. Only the very last line can be torn by a crash. */
async function wholeLength(file: FileHandle, size: number): Promise<number> {
  for await (const line of linesBackwards(file, size)) {
    return line.terminated && entryOf(line.text) !== undefined ? size : line.start;
  }
  return 0;
}

async function cutTornLine(
  file: FileHandle,
  length: number,
  size: number,
  { path, files, clock, log }: LedgerFileOptions
): Promise<void> {
  const torn = Buffer.alloc(size - length);
  await file.read(torn, 0, torn.length, length);
  const aside = `${path}.torn-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
  const kept = await files.open(aside, 'w', FILE_MODE);
  try {
    await kept.writeFile(torn);
    await kept.sync();
  } finally {
    await kept.close();
  }
  await file.truncate(length);
  await file.sync();
  log.warn(
    { path, bytes: torn.length, aside },
    'the last line of the ledger was torn by a crash; it was cut off and kept aside'
  );
}
