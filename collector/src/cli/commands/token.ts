import { suggestion } from '../../config/index.js';
import { readToken, rotateToken, TOKEN_KINDS, tokenFile } from '../../store/index.js';
import type { StoredTokenKind } from '../../store/index.js';
import { CommandError, EXIT, usageError } from '../exit.js';
import { stateDirOf } from '../state-dir.js';
import type { Command } from './types.js';

const ACTIONS = ['show', 'rotate'] as const;

export const tokenCommand: Command = {
  name: 'token',
  operands: '[show|rotate] KIND',
  summary: `Show or replace a generated token: ${TOKEN_KINDS.join(', ')}`,
  options: ['state-dir'],
  mostOperands: 2,
  async run({ args, terminal }) {
    const [first, second] = args.positionals;
    const action = second === undefined ? 'show' : ACTIONS.find((known) => known === first);
    if (action === undefined) throw usageError(`There is no token ${first ?? ''}; ${suggestion(first ?? '', ACTIONS)}`);
    const kind = kindOf(second ?? first);
    const dir = stateDirOf(terminal.env, args.text('state-dir'));
    const configured = terminal.env[`GROWTH_ENGINE_${kind.toUpperCase()}_TOKEN`];
    if (configured !== undefined && configured !== '')
      terminal.err(`GROWTH_ENGINE_${kind.toUpperCase()}_TOKEN is set and wins over ${tokenFile(dir, kind)}.\n`);
    if (action === 'rotate') {
      terminal.out(`${await rotateToken(dir, kind)}\n`);
      terminal.err('Restart the collector, then give the new token to whoever uses it.\n');
      return EXIT.ok;
    }
    const token = await readToken(dir, kind);
    if (token === undefined)
      throw new CommandError(
        EXIT.refused,
        `There is no ${kind} token in ${dir} yet.`,
        'Tokens are made when growth-engine serve starts for the first time.'
      );
    terminal.out(`${token}\n`);
    return EXIT.ok;
  },
};

function kindOf(text: string | undefined): StoredTokenKind {
  const kind = TOKEN_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw usageError(
    text === undefined
      ? `Say which token: ${TOKEN_KINDS.join(', ')}.`
      : `There is no ${text} token; ${suggestion(text, TOKEN_KINDS)}`
  );
}
