import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A real server of a test; the sentence says why where the program is absent. */
export const lacks = (program: string, debianPackage: string): string | undefined =>
  spawnSync(program, ['--version']).error === undefined
    ? undefined
    : `${program} was not found (Debian: apt install ${debianPackage})`;

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface ServerProcess {
  /** Stops it from answering, with its connections open (SIGSTOP). */
  hang(): void;
  /** Lets it go on. */
  wake(): void;
  /** As a crash does. */
  kill(): Promise<void>;
}

/** Starts a program and waits for the line that says that it serves. */
export async function startServer(
  program: string,
  args: readonly string[],
  options: { readonly ready: RegExp; readonly uid?: number; readonly gid?: number }
): Promise<ServerProcess> {
  const { ready, ...user } = options;
  const child: ChildProcess = spawn(program, args, { ...user, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${program} did not start: ${why}. ${said.slice(-500)}`));
    const timer = setTimeout(() => fail('not ready after 20 s'), 20_000);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!ready.test(said)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with code ${code ?? 'none'}`));
  });
  return {
    hang: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
