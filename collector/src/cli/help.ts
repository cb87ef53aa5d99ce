import { OPTIONS } from './arguments.js';
import type { OptionName } from './arguments.js';
import type { Command } from './commands/types.js';
import { widthOf } from './format/style.js';

/** Two columns, the second aligned. */
function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => widthOf(left)));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd() + '\n').join('');
}

const optionRow = (name: OptionName): readonly [string, string] => {
  const option: { value?: string; help: string } = OPTIONS[name];
  return [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.help];
};

export const generalHelp = (commands: readonly Command[], version: string): string =>
  `growth-engine ${version}: a closed performance loop for Node.js applications

Usage: growth-engine COMMAND [OPTIONS]

${pairs(commands.map(({ name, operands, summary }) => [operands === undefined ? name : `${name} ${operands}`, summary]))}
growth-engine COMMAND --help says more.
Commands reach the collector of this host through a socket in its state directory
(--state-dir, GROWTH_ENGINE_STATE_DIR, $XDG_STATE_HOME/growth-engine, ~/.local/state/growth-engine).
Exit codes: 0 fine, 1 targets missed or refused, 2 wrong usage, 3 collector not reached.
`;

export const commandHelp = ({ name, operands, summary, options, more }: Command): string =>
  `${summary}

Usage: growth-engine ${name}${operands === undefined ? '' : ` ${operands}`} [OPTIONS]

${pairs([...options, 'help' as const].map(optionRow))}${more === undefined ? '' : `\n${more()}`}`;

export { pairs };
