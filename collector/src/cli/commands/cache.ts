import { MAX_CAPACITY } from '../../cache/cache-options.js';
import { replayAuto, type AutoReplay } from '../../cache/simulation/auto-replay.js';
import { REPLAYED_POLICIES, replay, type Replay, type ReplayedPolicy } from '../../cache/simulation/replay.js';
import { ownPredictions } from '../../cache/simulation/prediction-record.js';
import { readTraceFile } from '../../cache/simulation/trace-file.js';
import { TRACE_FORMATS, TraceError, parseTrace, type Trace, type TraceFormat } from '../../cache/simulation/trace.js';
import { suggestion } from '../../config/index.js';
import type { Arguments, OptionName } from '../arguments.js';
import { CommandError, EXIT, usageError } from '../exit.js';
import { simulationView } from '../views/simulation.js';
import type { Command } from './types.js';

const ACTIONS = ['simulate'] as const;

export const cacheCommand: Command = {
  name: 'cache',
  operands: 'simulate',
  summary: 'Replay a trace of requests through the cache and print what it would have hit',
  options: ['trace', 'format', 'capacity', 'policy', 'json'],
  mostOperands: 1,
  more: () =>
    'Every request counts from a cold start, and what is missed is stored. Formats: text (one key per line, lines with *\n' +
    'are no requests), int32be and int64be (keys of that width, nothing else), arc (start count …: so many blocks). opt knows\n' +
    'the future and marks what is possible. auto chooses a policy online, by miniature simulations, and prints its choices.\n',
  async run({ args, terminal, style }) {
    const [action] = args.positionals;
    if (!ACTIONS.some((known) => known === action))
      throw usageError(
        action === undefined
          ? 'Say what to do with a cache: simulate.'
          : `There is no cache ${action}; ${suggestion(action, ACTIONS)}`,
        'See growth-engine cache --help.'
      );
    const file = required(args, 'trace');
    const format = formatOf(required(args, 'format'));
    const capacities = required(args, 'capacity').split(',').map(capacityOf);
    const policies = required(args, 'policy').split(',').map(policyOf);
    const trace = await readTrace(file, format);
    const replays = policies.flatMap((policy) =>
      capacities.map((capacity) => (policy === 'auto' ? replayAuto(trace, capacity) : replay(trace, policy, capacity)))
    );
    terminal.out(
      args.flag('json')
        ? `${JSON.stringify({ trace: file, format, ...sizesOf(trace), results: replays.map(documentOf) }, null, 2)}\n`
        : simulationView(replays, style)
    );
    return EXIT.ok;
  },
};

const sizesOf = (trace: Trace) => ({ requests: trace.requests.length, distinctKeys: trace.distinct });

function documentOf(one: Replay | AutoReplay): object {
  const { policy, capacity, requests, hits } = one;
  const counted = { policy, capacity, requests, hits, misses: requests - hits, hitRatio: hits / requests };
  if (!('events' in one)) return counted;
  const { firstPolicy, lastPolicy, events, spans } = one;
  return {
    ...counted,
    firstPolicy,
    lastPolicy,
    choices: events,
    predictions: ownPredictions(spans, capacity),
    curve: spans.at(-1)?.predictions ?? [],
  };
}

async function readTrace(file: string, format: TraceFormat): Promise<Trace> {
  try {
    return parseTrace(await readTraceFile(file), format);
  } catch (error) {
    if (error instanceof TraceError)
      throw new CommandError(EXIT.refused, error.message, error.nextStep, { cause: error });
    throw error;
  }
}

function required(args: Arguments, name: OptionName): string {
  const value = args.text(name);
  if (value === undefined) throw usageError(`cache simulate needs --${name}.`, 'See growth-engine cache --help.');
  return value;
}

function formatOf(text: string): TraceFormat {
  const format = TRACE_FORMATS.find((known) => known === text);
  if (format === undefined) throw usageError(`There is no trace format ${text}; ${suggestion(text, TRACE_FORMATS)}`);
  return format;
}

function policyOf(text: string): ReplayedPolicy {
  const policy = REPLAYED_POLICIES.find((known) => known === text);
  if (policy === undefined) throw usageError(`There is no policy ${text}; ${suggestion(text, REPLAYED_POLICIES)}`);
  return policy;
}

function capacityOf(text: string): number {
  const entries = Number(text);
  if (text.trim() === '' || !Number.isInteger(entries) || entries < 1 || entries > MAX_CAPACITY)
    throw usageError(`--capacity ${JSON.stringify(text)} is no number of entries.`, `Give 1 to ${MAX_CAPACITY}.`);
  return entries;
}
