/** What the command's exit code says. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: one cause, what to do next, and the code. */
export class CommandError extends Error {
  readonly nextStep: string;
  readonly code: ExitCode;

  constructor(code: ExitCode, detail: string, nextStep: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'CommandError';
    this.code = code;
    this.nextStep = nextStep;
  }
}

export const usageError = (detail: string, nextStep = 'See growth-engine --help.'): CommandError =>
  new CommandError(EXIT.usage, detail, nextStep);
