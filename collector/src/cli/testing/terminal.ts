import type { Terminal } from '../terminal.js';

export interface TestTerminal extends Terminal {
  readonly output: string;
  readonly errors: string;
  readonly questions: string[];
}

/** A terminal that keeps what is said and answers as told. */
export function createTestTerminal(
  options: { env?: NodeJS.ProcessEnv; interactive?: boolean; answers?: string[]; stopped?: Promise<string> } = {}
): TestTerminal {
  let output = '';
  let errors = '';
  const questions: string[] = [];
  const answers = [...(options.answers ?? [])];
  return {
    env: options.env ?? {},
    interactive: options.interactive ?? false,
    colour: false,
    columns: 100,
    out: (text) => {
      output += text;
    },
    err: (text) => {
      errors += text;
    },
    ask: async (question) => {
      questions.push(question);
      return answers.shift() ?? '';
    },
    sleep: async () => {},
    stopped: () => options.stopped ?? new Promise(() => {}),
    end: (code) => {
      throw new Error(`ended with ${code}`);
    },
    questions,
    get output() {
      return output;
    },
    get errors() {
      return errors;
    },
  };
}
