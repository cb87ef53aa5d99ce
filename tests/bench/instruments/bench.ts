import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { interleavedRounds } from '../lib/rounds.js';
import { bootstrap, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';

const WAYS = ['counterLabelled', 'counterBound', 'labelled', 'bound'] as const;
const PROCESSES = ['growth-engine', 'prom-client'] as const;
const CONTENDERS = PROCESSES.flatMap((process) => WAYS.map((way) => `${process} ${way}` as const));
type Contender = (typeof CONTENDERS)[number];
type Way = (typeof WAYS)[number];

const TITLES: Readonly<Record<Way, string>> = {
  counterLabelled: 'counter, labelled',
  counterBound: 'counter, bound',
  labelled: 'histogram, labelled',
  bound: 'histogram, bound',
};
const WARM_UP_ROUNDS = 3;

export interface InstrumentsBenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly observations: number;
  readonly labelSets: number;
}

/** Nanoseconds of CPU per observation, each library in a process of its own. */
export async function benchInstruments(
  options: InstrumentsBenchOptions,
  output: Output,
  cleanup: Cleanup
): Promise<void> {
  output.machine();
  const { observations, labelSets } = options;
  const children = new Map<string, Child>();
  for (const name of PROCESSES) {
    const args = tsArgs(`tests/bench/instruments/contenders/${name}.ts`);
    const child = await Child.start({ name, args, env: { LABEL_SETS: String(labelSets) }, ipc: true }, cleanup);
    children.set(name, child);
  }
  const measure = (contender: Contender): Promise<number> => {
    const [name = '', way] = contender.split(' ');
    const child = children.get(name);
    if (child === undefined) throw new Error(`${name} was not started.`);
    return child.ask<number>({ do: 'measure', way, observations });
  };
  const all = await interleavedRounds({
    contenders: CONTENDERS,
    measure,
    maxRounds: options.rounds + WARM_UP_ROUNDS,
    maxSeconds: options.seconds,
  });
  const rounds = all.slice(WARM_UP_ROUNDS);
  const ratio = (way: Way): Estimate =>
    bootstrap(rounds, (drawn) =>
      median(drawn.map((round) => round[`growth-engine ${way}`] / round[`prom-client ${way}`]))
    );
  const nanoseconds = (name: (typeof PROCESSES)[number], way: Way): string =>
    median(rounds.map((round) => round[`${name} ${way}`])).toFixed(1);
  output.say(
    `\n${table([
      ['ns of CPU per observation', 'Growth Engine', 'prom-client', 'ratio'],
      ...WAYS.map((way) => [
        TITLES[way],
        nanoseconds('growth-engine', way),
        nanoseconds('prom-client', way),
        withInterval(ratio(way)),
      ]),
    ])}\n  ${rounds.length} rounds of ${observations} observations over ${labelSets} label sets; median, 95 % interval\n`
  );
  output.add(
    figure('observe_labelled_ratio_prom_client', 'ratio', ratio('labelled')),
    figure('observe_bound_ratio_prom_client', 'ratio', ratio('bound'))
  );
}
