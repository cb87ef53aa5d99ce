import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Cleanup } from './cleanup.js';
import { delay } from './wait.js';

export interface ChildOptions {
  readonly name: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A channel for `ask`; the child answers each message `{id, …}` with `{id, answer}`. */
  readonly ipc?: boolean;
  /** Answers 2xx once the child works. */
  readonly readyUrl?: string;
  /** Or: a line that it prints then. */
  readonly readyLine?: RegExp;
  readonly readyWithinMs?: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const STOP_GRACE_MS = 10_000;
const KEPT_OUTPUT = 64 * 1024;

/** Our own environment without what would configure the product by accident. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GROWTH_ENGINE_')));

/** A process of its own, leader of its own group, that does not outlive this one. */
export class Child {
  readonly name: string;
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  #output = '';
  #ended = false;
  #messages = 0;

  private constructor(options: ChildOptions) {
    this.name = options.name;
    const child = spawn(options.command ?? process.execPath, options.args, {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc === true ? (['ipc'] as const) : [])],
      detached: true,
    });
    this.#process = child;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exited = new Promise((done) => {
      child.once('error', (error) => {
        this.#ended = true;
        this.#output += String(error);
        done({ code: -1, signal: null });
      });
      child.once('exit', (code, signal) => {
        this.#ended = true;
        done({ code, signal });
      });
    });
  }

  static async start(options: ChildOptions, cleanup: Cleanup): Promise<Child> {
    const child = new Child(options);
    const forget = cleanup.atExit(() => child.kill('SIGKILL'));
    void child.exited.then(forget);
    cleanup.add(async () => {
      await child.stop();
    });
    await child.#untilReady(options);
    return child;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** The last 64 kB of what it printed on both streams. */
  get output(): string {
    return this.#output;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#process.pid === undefined || this.#ended) return;
    try {
      process.kill(-this.#process.pid, signal);
    } catch (error) {
      // ESRCH: the group is gone already, which is what we wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Asks it to end, and ends it after ten seconds. */
  async stop(): Promise<Exit> {
    this.kill('SIGTERM');
    await Promise.race([this.exited, delay(STOP_GRACE_MS)]);
    this.kill('SIGKILL');
    return this.exited;
  }

  /** Sends a message over the channel and resolves to the answer. */
  ask<T>(message: object): Promise<T> {
    const id = ++this.#messages;
    return new Promise((resolve, reject) => {
      const onMessage = (reply: unknown): void => {
        const { id: of, answer } = reply as { id: number; answer: T };
        if (of !== id) return;
        this.#process.off('message', onMessage);
        resolve(answer);
      };
      this.#process.on('message', onMessage);
      void this.exited.then(() => reject(new Error(`${this.name} ended before it answered.\n${this.#output}`)));
      this.#process.send({ ...message, id });
    });
  }

  async #untilReady({ readyUrl, readyLine, readyWithinMs = 60_000 }: ChildOptions): Promise<void> {
    if (readyUrl === undefined && readyLine === undefined) return;
    const deadline = performance.now() + readyWithinMs;
    while (performance.now() < deadline && !this.#ended) {
      if (readyLine?.test(this.#output) === true) return;
      if (readyUrl !== undefined) {
        const ready = await fetch(readyUrl, { signal: AbortSignal.timeout(2_000) }).then(
          (response) => response.ok,
          () => false
        );
        if (ready) return;
      }
      await delay(50);
    }
    throw new Error(
      `${this.name} was not ready within ${readyWithinMs / 1000} s. It said:\n${this.#output.slice(-4000)}`
    );
  }
}
