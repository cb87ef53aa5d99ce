import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { interleavedRounds } from '../lib/rounds.js';
import { bootstrap, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import { countProcesses } from './processes.js';

const NAMES = ['growth-engine', 'systeminformation'] as const;
type Name = (typeof NAMES)[number];
/** Collections of one measurement; ours are so short that many are needed to see them. */
const COLLECTIONS: Readonly<Record<Name, number>> = { 'growth-engine': 200, systeminformation: 3 };
const COUNTED_COLLECTIONS = 3;
const WARM_UP_ROUNDS = 1;

const contender = (name: Name): string => `tests/bench/probes/contenders/${name}.ts`;
const exactly = (value: number): Estimate => ({ value, interval: [NaN, NaN] });

export async function benchProbes(
  options: { readonly rounds: number; readonly seconds: number },
  output: Output,
  cleanup: Cleanup
): Promise<void> {
  output.machine();
  const children = {} as Record<Name, Child>;
  for (const name of NAMES) {
    children[name] = await Child.start({ name, args: tsArgs(contender(name)), ipc: true }, cleanup);
  }
  const all = await interleavedRounds({
    contenders: NAMES,
    measure: (name) => children[name].ask<number>({ do: 'measure', collections: COLLECTIONS[name] }),
    maxRounds: options.rounds + WARM_UP_ROUNDS,
    maxSeconds: options.seconds,
  });
  for (const name of NAMES) await children[name].stop();
  const rounds = all.slice(WARM_UP_ROUNDS);
  const ratio = bootstrap(rounds, (drawn) =>
    median(drawn.map((round) => round['growth-engine'] / round.systeminformation))
  );
  const processes = {} as Record<Name, number | undefined>;
  for (const name of NAMES) processes[name] = await countProcesses(contender(name), COUNTED_COLLECTIONS, cleanup);
  output.say(
    `\n${table([
      ['CPU, memory, disks, file systems, network', 'CPU ms per collection', 'ratio', 'processes per collection'],
      ...NAMES.map((name) => [
        name,
        (median(rounds.map((round) => round[name])) / 1000).toFixed(3),
        name === 'systeminformation' ? '1' : withInterval(ratio, 4),
        processes[name]?.toFixed(1) ?? 'unknown: strace was not found',
      ]),
    ])}\n  ${rounds.length} rounds; CPU with that of child processes; ours with the rendering of the numbers\n`
  );
  output.add(figure('probes_cpu_ratio_systeminformation', 'ratio', ratio));
  const { 'growth-engine': ours, systeminformation: theirs } = processes;
  if (ours !== undefined && theirs !== undefined) {
    output.add(
      figure('probes_child_processes', 'processes per collection', exactly(ours), { systeminformation: theirs })
    );
  }
}
