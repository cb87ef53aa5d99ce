import { randomUUID } from 'node:crypto';
import type { Optimization, OptimizationState, Plan } from '../../contract/index.js';
import { createClient } from '../client.js';
import type { Client } from '../client.js';
import { EXIT, usageError } from '../exit.js';
import type { ExitCode } from '../exit.js';
import type { Terminal } from '../terminal.js';
import { progressLine, resultView } from '../views/optimization.js';
import { planView } from '../views/plan.js';
import { REACHING } from './types.js';
import type { Command, CommandContext } from './types.js';

const POLL_MS = 1000;
const ENDED: ReadonlySet<OptimizationState> = new Set<OptimizationState>([
  'settled',
  'nothing-to-do',
  'refused',
  'cancelled',
  'failed',
]);
const CLEAR_LINE = '\r\u001b[2K';

export const optimizeCommand: Command = {
  name: 'optimize',
  summary: 'Plan, show, ask, apply, measure; what does not help is undone',
  options: ['service', 'scope', 'yes', ...REACHING],
  mostOperands: 0,
  async run(context) {
    const { args, terminal, style } = context;
    const client = createClient(args, terminal.env);
    const service = args.text('service');
    const plan = await client.call<Plan>('createPlan', {
      body: { ...(service === undefined ? {} : { service }), scope: args.texts('scope') },
    });
    const json = args.flag('json');
    if (!json) terminal.out(planView(plan, style, terminal.columns));
    const stop = stopOf(plan);
    if (stop !== undefined) {
      terminal.out(json ? `${JSON.stringify({ plan }, null, 2)}\n` : `\n${stop.sentence}\n`);
      return stop.code;
    }
    if (!(await confirmed(context, plan))) {
      if (json) terminal.out(`${JSON.stringify({ plan }, null, 2)}\n`);
      else terminal.out('Nothing was changed.\n');
      return EXIT.ok;
    }
    const begun = await client.call<Optimization>('confirm', {
      body: { planId: plan.id },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    const ended = await watch(client, begun, terminal, json);
    terminal.out(
      json ? `${JSON.stringify({ plan, optimization: ended }, null, 2)}\n` : `\n${resultView(ended, style)}`
    );
    return ended.state === 'refused' || ended.state === 'failed' ? EXIT.refused : EXIT.ok;
  },
};

function stopOf(plan: Plan): { readonly sentence: string; readonly code: ExitCode } | undefined {
  if (plan.refusals.length > 0) return { sentence: 'Nothing can be applied now.', code: EXIT.refused };
  if (plan.changes.length === 0) return { sentence: 'There is nothing that would help now.', code: EXIT.ok };
  return undefined;
}

async function confirmed({ args, terminal }: CommandContext, plan: Plan): Promise<boolean> {
  if (args.flag('yes')) return true;
  if (!terminal.interactive || args.flag('json'))
    throw usageError('A plan is applied only when somebody says so.', 'Add --yes to confirm without a terminal.');
  const what = plan.changes.length === 1 ? 'this change' : `these ${plan.changes.length} changes, one at a time`;
  return /^y(es)?$/i.test((await terminal.ask(`\nApply ${what}? [y/N] `)).trim());
}

/** Follows it to its end: a line that rewrites itself for people, a line per step for a pipe, nothing for JSON. */
async function watch(client: Client, begun: Optimization, terminal: Terminal, json: boolean): Promise<Optimization> {
  let current = begun;
  let lastStep = '';
  while (!ENDED.has(current.state)) {
    if (terminal.interactive && !json) terminal.out(CLEAR_LINE + progressLine(current, terminal.columns));
    else if (!json) {
      const step = current.changes.map((progress) => progress.state).join();
      if (step !== lastStep) terminal.out(`${progressLine(current, Infinity)}\n`);
      lastStep = step;
    }
    await terminal.sleep(POLL_MS);
    current = await client.call<Optimization>('optimization', { parameters: { id: current.id } });
  }
  if (terminal.interactive && !json) terminal.out(CLEAR_LINE);
  return current;
}
