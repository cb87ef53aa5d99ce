import type { LedgerDocument, Optimization, OptimizationsDocument, ServiceSummary } from '../../contract/index.js';
import { parseDuration } from '../arguments.js';
import { createClient } from '../client.js';
import { CommandError, EXIT, usageError } from '../exit.js';
import { duration, time } from '../format/values.js';
import { ledgerView } from '../views/ledger.js';
import { resultView } from '../views/optimization.js';
import { REACHING } from './types.js';
import type { Command } from './types.js';

const toJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

export const revertCommand: Command = {
  name: 'revert',
  operands: '[ID]',
  summary: 'Undo what an optimization kept; without ID the last one',
  options: ['service', ...REACHING],
  mostOperands: 1,
  async run({ args, terminal, style }) {
    const client = createClient(args, terminal.env);
    let [id] = args.positionals;
    if (id === undefined) {
      const { optimizations } = await client.call<OptimizationsDocument>('optimizations', {
        query: { service: args.text('service') },
      });
      id = optimizations.find((optimization) => optimization.revertible)?.id;
    }
    if (id === undefined)
      throw new CommandError(
        EXIT.refused,
        'There is nothing to revert.',
        'See growth-engine ledger for what was kept.'
      );
    const reverted = await client.call<Optimization>('revert', { parameters: { id } });
    terminal.out(args.flag('json') ? toJson(reverted) : resultView(reverted, style));
    return EXIT.ok;
  },
};

export const freezeCommand: Command = {
  name: 'freeze',
  summary: 'Let nothing be changed for a while',
  options: ['for', 'reason', 'service', ...REACHING],
  mostOperands: 0,
  async run({ args, terminal }) {
    const length = args.text('for');
    if (length === undefined)
      throw usageError('freeze needs to know how long.', 'Write growth-engine freeze --for 1h.');
    const seconds = parseDuration(length);
    const reason = args.text('reason');
    const summary = await createClient(args, terminal.env).call<ServiceSummary>('putFreeze', {
      query: { service: args.text('service') },
      body: { seconds, ...(reason === undefined ? {} : { reason }) },
    });
    const until = summary.freeze === null ? '' : ` until ${time(summary.freeze.until)} UTC`;
    terminal.out(
      args.flag('json') ? toJson(summary) : `${summary.service} is frozen for ${duration(seconds)}${until}.\n`
    );
    return EXIT.ok;
  },
};

export const unfreezeCommand: Command = {
  name: 'unfreeze',
  summary: 'End a freeze',
  options: ['service', ...REACHING],
  mostOperands: 0,
  async run({ args, terminal }) {
    const summary = await createClient(args, terminal.env).call<ServiceSummary>('deleteFreeze', {
      query: { service: args.text('service') },
    });
    terminal.out(args.flag('json') ? toJson(summary) : `${summary.service} is not frozen.\n`);
    return EXIT.ok;
  },
};

export const ledgerCommand: Command = {
  name: 'ledger',
  summary: 'Show what was decided and what people changed, newest first',
  options: ['limit', 'service', ...REACHING],
  mostOperands: 0,
  async run({ args, terminal, style }) {
    const document = await createClient(args, terminal.env).call<LedgerDocument>('ledger', {
      query: { service: args.text('service'), limit: args.text('limit') ?? '20' },
    });
    terminal.out(args.flag('json') ? toJson(document) : ledgerView(document.entries, style));
    return EXIT.ok;
  },
};
