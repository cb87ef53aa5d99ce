import type { Arguments, OptionName } from '../arguments.js';
import type { ExitCode } from '../exit.js';
import type { Style } from '../format/style.js';
import type { Terminal } from '../terminal.js';

export interface CommandContext {
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly style: Style;
}

export interface Command {
  readonly name: string;
  /** Positional arguments, for the help. */
  readonly operands?: string;
  readonly summary: string;
  readonly options: readonly OptionName[];
  readonly mostOperands: number;
  /** More help, below the options. */
  readonly more?: () => string;
  run(context: CommandContext): Promise<ExitCode>;
}

/** Options of every command that talks to a collector. */
export const REACHING = ['state-dir', 'url', 'json'] as const satisfies readonly OptionName[];
