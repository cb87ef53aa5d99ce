import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 65_536;
const LINE_BREAK = 0x0a;

export interface Line {
  readonly text: string;
  /** Offset of its first byte. */
  readonly start: number;
  readonly terminated: boolean;
}

/** The lines of the first `length` bytes of a file, last first, with one chunk and one line in memory. */
export async function* linesBackwards(file: FileHandle, length: number): AsyncGenerator<Line, void, undefined> {
  let end = length;
  let rest = Buffer.alloc(0);
  let terminated = false;
  while (end > 0) {
    const size = Math.min(CHUNK_BYTES, end);
    const chunk = Buffer.alloc(size);
    const { bytesRead } = await file.read(chunk, 0, size, end - size);
    if (bytesRead < size)
      throw new Error(`The ledger is shorter than it was: ${bytesRead} of ${size} bytes at ${end - size}`);
    end -= size;
    rest = Buffer.concat([chunk, rest]);
    for (;;) {
      const at = rest.lastIndexOf(LINE_BREAK);
      if (at === -1) break;
      const text = rest.subarray(at + 1).toString('utf8');
      if (terminated || text !== '') yield { text, start: end + at + 1, terminated };
      rest = rest.subarray(0, at);
      terminated = true;
    }
  }
  if (rest.length > 0 || terminated) yield { text: rest.toString('utf8'), start: 0, terminated };
}
