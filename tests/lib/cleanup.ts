type Step = () => Promise<void> | void;

/** Undoes what a run has started: newest first, each step once, whatever the others do. */
export class Cleanup {
  readonly #steps: Step[] = [];
  readonly #lastResorts = new Set<() => void>();

  constructor() {
    process.once('exit', () => {
      for (const kill of this.#lastResorts) kill();
    });
  }

  /** Called, synchronously, when this process ends in whatever way; the returned function takes it back. */
  atExit(kill: () => void): () => void {
    this.#lastResorts.add(kill);
    return () => void this.#lastResorts.delete(kill);
  }

  add(step: Step): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`While cleaning up: ${String(error)}`);
      }
    }
  }
}

const CLEANUP_MS = 45_000;
const after = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms).unref();
  });

/**
 * Runs `work` within `maxSeconds`, cleans up on success, failure, timeout and signal, and ends the process: 0 when `work`
 * resolved to true.
 */
export async function runBounded(
  options: { readonly name: string; readonly maxSeconds: number },
  work: (cleanup: Cleanup) => Promise<boolean>
): Promise<never> {
  const cleanup = new Cleanup();
  const interrupted = new Promise<boolean>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(false));
  });
  const late = after(options.maxSeconds * 1000).then(() => {
    console.error(`${options.name} was not done after ${options.maxSeconds} s and was stopped.`);
    return false;
  });
  // Something must keep the process alive while it waits for children only.
  const alive = setInterval(() => {}, 1_000);
  let passed = false;
  try {
    passed = await Promise.race([work(cleanup), interrupted, late]);
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await Promise.race([cleanup.run(), after(CLEANUP_MS)]);
  clearInterval(alive);
  process.exit(passed ? 0 : 1);
}
