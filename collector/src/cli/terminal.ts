import { createInterface } from 'node:readline/promises';

/** Everything of the process that a command touches, so that a test can hold it. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
  /** Whether a person can see and answer. */
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly columns: number;
  /** Only where `interactive`. */
  ask(question: string): Promise<string>;
  sleep(ms: number): Promise<void>;
  /** Resolves when somebody asks the process to end. */
  stopped(): Promise<string>;
  /** Ends the process at once, whatever is still open. */
  end(code: number): void;
}

const DEFAULT_COLUMNS = 100;

export function createTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    env,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: stdin.isTTY && stdout.isTTY,
    // https://no-color.org: set and not empty.
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    columns: stdout.isTTY ? stdout.columns : DEFAULT_COLUMNS,
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stdout });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    stopped: () =>
      new Promise((resolve) => {
        // The second signal finds Node's own handler again and ends the process.
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
      }),
    end: (code) => process.exit(code),
  };
}
