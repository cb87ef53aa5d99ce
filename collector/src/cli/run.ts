import { ConfigError, messageOf, StartError, suggestion } from '../config/index.js';
import { VERSION } from '../version.js';
import { parseArguments } from './arguments.js';
import { cacheCommand } from './commands/cache.js';
import { freezeCommand, ledgerCommand, revertCommand, unfreezeCommand } from './commands/control.js';
import { optimizeCommand } from './commands/optimize.js';
import { reportCommand } from './commands/report.js';
import { serveCommand } from './commands/serve.js';
import { tokenCommand } from './commands/token.js';
import type { Command } from './commands/types.js';
import { CommandError, EXIT, usageError } from './exit.js';
import type { ExitCode } from './exit.js';
import { createStyle } from './format/style.js';
import { commandHelp, generalHelp } from './help.js';
import type { Terminal } from './terminal.js';

/** Adding a command: a file in commands/ and a line here. */
const COMMANDS: readonly Command[] = [
  serveCommand,
  reportCommand,
  optimizeCommand,
  revertCommand,
  freezeCommand,
  unfreezeCommand,
  ledgerCommand,
  tokenCommand,
  cacheCommand,
];

/** Runs one command line; never rejects. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    return fail(error, terminal);
  }
}

async function dispatch([name, ...rest]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === undefined || name.startsWith('-')) {
    const args = parseArguments(name === undefined ? [] : [name, ...rest], []);
    if (args.flag('version')) {
      terminal.out(`${VERSION}\n`);
      return EXIT.ok;
    }
    terminal.out(generalHelp(COMMANDS, VERSION));
    return args.flag('help') ? EXIT.ok : EXIT.usage;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined)
    throw usageError(
      `There is no command ${name}; ${suggestion(
        name,
        COMMANDS.map((known) => known.name)
      )}`
    );
  const args = parseArguments(rest, command.options);
  if (args.flag('help')) {
    terminal.out(commandHelp(command));
    return EXIT.ok;
  }
  if (args.positionals.length > command.mostOperands)
    throw usageError(
      `${name} does not know what to do with ${args.positionals.slice(command.mostOperands).join(' ')}.`,
      `See growth-engine ${name} --help.`
    );
  return command.run({ args, terminal, style: createStyle(terminal.colour) });
}

function fail(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommandError) {
    terminal.err(`${error.message}\n${error.nextStep}\n`);
    return error.code;
  }
  if (error instanceof StartError) {
    terminal.err(`${error.message}\n${error.nextStep}\n`);
    return EXIT.refused;
  }
  if (error instanceof ConfigError) {
    terminal.err(`${error.message}\n`);
    return EXIT.usage;
  }
  terminal.err(`Something unforeseen went wrong: ${messageOf(error)}\n`);
  if (error instanceof Error && error.stack !== undefined) terminal.err(`${error.stack}\n`);
  return EXIT.refused;
}
