import { nodeFileSystem } from '../file-system.js';
import type { FileSystem } from '../file-system.js';

export interface FailingFiles extends FileSystem {
  /** From now on every write fails with this code after `bytes` more bytes; undefined: the disk is well again. */
  failWith(code: string | undefined, bytes?: number): void;
}

const errorOf = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });

/** The real file system, whose writes can be made to fail as a full or read-only disk does. */
export function createFailingFiles(): FailingFiles {
  let code: string | undefined;
  let bytesLeft = 0;
  const failing = (): string | undefined => code;

  const open: FileSystem['open'] = async (path, flags, mode) => {
    const current = failing();
    if (current !== undefined && current !== 'ENOSPC' && flags !== 'r' && flags !== 'r+') throw errorOf(current);
    const file = await nodeFileSystem.open(path, flags, mode);
    return new Proxy(file, {
      get(target, key) {
        if (key === 'writeFile') {
          return async (data: string) => {
            const now = failing();
            if (now === undefined) return target.writeFile(data);
            await target.writeFile(data.slice(0, bytesLeft));
            throw errorOf(now);
          };
        }
        if (key === 'write') {
          return async (buffer: Buffer, offset: number, length: number, position: number) => {
            const now = failing();
            if (now === undefined) return target.write(buffer, offset, length, position);
            if (bytesLeft === 0) throw errorOf(now);
            const part = Math.min(bytesLeft, length);
            bytesLeft -= part;
            return target.write(buffer, offset, part, position);
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };

  return {
    ...nodeFileSystem,
    open,
    failWith: (next, bytes = 0) => {
      code = next;
      bytesLeft = bytes;
    },
  };
}
