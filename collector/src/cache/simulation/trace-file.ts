import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TraceError } from './trace.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
const XZ = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/** The bytes of a file, unpacked where it is gzip or xz by its first bytes. @throws TraceError where that fails. */
export async function readTraceFile(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new TraceError(`${path} cannot be read: ${textOf(cause)}.`, 'Give the path of a trace.', { cause });
  });
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) {
    return promisify(gunzip)(bytes).catch((cause: unknown) => {
      throw new TraceError(`${path} is no whole gzip file: ${textOf(cause)}.`, 'Fetch it again.', { cause });
    });
  }
  return bytes.subarray(0, XZ.length).equals(XZ) ? unpackXz(path, bytes) : bytes;
}

/** Node has no xz, most systems do. */
function unpackXz(path: string, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('xz', ['--decompress', '--stdout'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const unpacked: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => unpacked.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', (cause) =>
      reject(
        new TraceError(
          `${path} is packed with xz, and the program xz cannot be run: ${textOf(cause)}.`,
          'Install xz (Debian: xz-utils), or unpack the file first.',
          { cause }
        )
      )
    );
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(unpacked));
      const said = Buffer.concat(complaints).toString().trim();
      reject(new TraceError(`${path} is no whole xz file${said === '' ? '' : `: ${said}`}.`, 'Fetch it again.'));
    });
    // A child that ends early closes its input; what it has to say comes with its exit code.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    child.stdin.end(bytes);
  });
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
