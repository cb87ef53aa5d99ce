import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PartOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers 2xx once the part works. */
  readonly readyUrl?: string;
  readonly readyWithinMs?: number;
}

interface Part {
  readonly options: PartOptions;
  child: ChildProcess;
  restarts: number;
}

const STOP_GRACE_MS = 8_000;
const MAX_RESTARTS = 5;
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts processes, each as the leader of a group of its own, and ends them all, newest first. A part that dies by itself is
 * started again, and it is said so.
 */
export class Supervisor {
  readonly #parts: Part[] = [];
  readonly #logDir: string;
  readonly #say: (line: string) => void;
  #stopping = false;

  constructor(options: { logDir: string; say: (line: string) => void }) {
    this.#logDir = options.logDir;
    this.#say = options.say;
    // The last resort: whatever ends this process, no group outlives it.
    process.on('exit', () => {
      for (const part of this.#parts) this.#signal(part, 'SIGKILL');
    });
  }

  async start(options: PartOptions): Promise<void> {
    const part: Part = { options, child: this.#spawn(options), restarts: 0 };
    this.#parts.push(part);
    this.#watch(part);
    if (options.readyUrl !== undefined) await this.#untilReady(part, options.readyUrl, options.readyWithinMs ?? 60_000);
  }

  /** Process id of a part, for those who want to see it die. */
  pid(name: string): number | undefined {
    return this.#parts.find((part) => part.options.name === name)?.child.pid;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const part of [...this.#parts].reverse()) {
      if (part.child.exitCode !== null || part.child.signalCode !== null) continue;
      const ended = new Promise<void>((resolve) => part.child.once('exit', () => resolve()));
      this.#signal(part, 'SIGTERM');
      await Promise.race([ended, delay(STOP_GRACE_MS)]);
      this.#signal(part, 'SIGKILL');
    }
  }

  #spawn(options: PartOptions): ChildProcess {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const log = createWriteStream(this.#logFile(options.name), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('close', () => log.end());
    child.once('error', (error) => this.#say(`${options.name} could not be started: ${error.message}`));
    return child;
  }

  #watch(part: Part): void {
    part.child.once('exit', (code, signal) => {
      if (this.#stopping) return;
      this.#say(`${part.options.name} ended (${signal ?? `exit code ${code}`}).${this.#tail(part.options.name)}`);
      if (part.restarts >= MAX_RESTARTS) {
        this.#say(
          `${part.options.name} has ended ${MAX_RESTARTS + 1} times and stays down. The rest goes on; Ctrl-C ends it.`
        );
        return;
      }
      part.restarts += 1;
      setTimeout(() => {
        if (this.#stopping) return;
        part.child = this.#spawn(part.options);
        this.#watch(part);
        this.#say(`${part.options.name} started again.`);
      }, 500 * part.restarts).unref();
    });
  }

  async #untilReady(part: Part, url: string, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if (part.child.exitCode !== null && part.restarts >= 1) break;
      const ready = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false
      );
      if (ready) return;
      await delay(150);
    }
    throw new Error(
      `${part.options.name} did not answer at ${url} within ${withinMs / 1000} s.${this.#tail(part.options.name)}`
    );
  }

  #signal(part: Part, signal: NodeJS.Signals): void {
    if (part.child.pid === undefined) return;
    try {
      process.kill(-part.child.pid, signal);
    } catch (error) {
      // ESRCH: the group is gone already, which is what we wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #logFile(name: string): string {
    return join(this.#logDir, `${name}.log`);
  }

  #tail(name: string): string {
    try {
      const lines = readFileSync(this.#logFile(name), 'utf8').trim().split('\n').slice(-8);
      return lines[0] === '' ? '' : `\n    ${lines.join('\n    ')}`;
    } catch {
      // No log: it never got as far as writing one.
      return '';
    }
  }
}
