import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { chmod, unlink } from 'node:fs/promises';
import { once } from 'node:events';
import { codeOf, messageOf, StartError } from '../config/index.js';
import type { Clock } from '../contract/index.js';

/** sun_path holds 108 bytes on Linux and 104 on macOS, with the terminating zero. */
const LONGEST_SOCKET_PATH = 103;
const SOCKET_MODE = 0o600;
const GRACE_MS = 2000;

async function listening(server: Server, begin: () => void): Promise<void> {
  const listened = once(server, 'listening');
  begin();
  await listened;
}

/** @throws StartError that names the port and what to do. */
export async function listenOnPort(listener: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(listener);
  try {
    await listening(server, () => server.listen(port, host));
  } catch (error) {
    throw portError(host, port, error);
  }
  return server;
}

function portError(host: string, port: number, error: unknown): StartError {
  const cause = { cause: error };
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} on ${host} is in use by another process.`,
        'Stop that process, or choose another port with --port or listen.port.',
        cause
      );
    case 'EACCES':
      return new StartError(
        `This user may not listen on port ${port}.`,
        'Choose a port above 1023 with --port or listen.port.',
        cause
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(
        `${host} is no address of this machine.`,
        'Correct listen.host; 127.0.0.1 is loopback, 0.0.0.0 every address.',
        cause
      );
    default:
      return new StartError(
        `Listening on ${host}:${port} failed: ${messageOf(error)}.`,
        'Correct listen.host or listen.port.',
        cause
      );
  }
}

/**
 * A Unix socket that only this user can open. One that lies there was left behind: whoever calls this holds the directory.
 * @throws StartError
 */
export async function listenOnSocket(listener: RequestListener, path: string): Promise<Server> {
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
    throw new StartError(
      `The socket ${path} would have a path of more than ${LONGEST_SOCKET_PATH} bytes.`,
      'Choose a shorter stateDir.'
    );
  const server = createServer(listener);
  try {
    await unlink(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    await listening(server, () => server.listen(path));
    await chmod(path, SOCKET_MODE);
  } catch (error) {
    server.close();
    throw new StartError(
      `The socket ${path} cannot be made: ${messageOf(error)}.`,
      'Make stateDir a directory on a local file system that this user may write.',
      { cause: error }
    );
  }
  return server;
}

/** Takes no new connection, lets requests end for two seconds, then cuts them off. */
export async function closeGracefully(server: Server, clock: Clock): Promise<void> {
  const cancel = clock.after(GRACE_MS, () => server.closeAllConnections());
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
  server.closeIdleConnections();
  try {
    await closed;
  } finally {
    cancel();
  }
}
