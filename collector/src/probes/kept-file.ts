import { closeSync, openSync, readSync } from 'node:fs';

const FIRST_SIZE = 4096;

/**
 * A file of /proc, /sys or a cgroup that is read again and again over one descriptor. Such a read takes microseconds and
 * cannot wait for a device, so it is synchronous; through the thread pool it would take twenty times as long.
 */
export class KeptFile {
  readonly path: string;
  #descriptor: number | undefined;
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);

  constructor(path: string) {
    this.path = path;
  }

  /** The whole text as it is now. @throws the file system's error, with its `code`. */
  read(): string {
    try {
      this.#descriptor ??= openSync(this.path, 'r');
      return this.#readAll(this.#descriptor);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The text, or undefined where there is no such file or the kernel has the thing switched off. */
  readIfPresent(): string | undefined {
    try {
      return this.read();
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    closeSync(descriptor);
  }

  #readAll(descriptor: number): string {
    let length = 0;
    for (;;) {
      if (length === this.#buffer.length) {
        const larger = Buffer.allocUnsafe(length * 2);
        this.#buffer.copy(larger, 0, 0, length);
        this.#buffer = larger;
      }
      const read = readSync(descriptor, this.#buffer, length, this.#buffer.length - length, length);
      if (read === 0) return this.#buffer.toString('utf8', 0, length);
      length += read;
    }
  }
}

/** ENODEV: a cgroup that was removed under an open descriptor. EOPNOTSUPP: pressure that was switched off at boot. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'EOPNOTSUPP', 'ENOTSUP']);

export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

export const isAbsence = (error: unknown): boolean => ABSENT.has(codeOf(error));
