import type { Cleanup } from '../../lib/cleanup.js';
import { startFleet } from '../../lib/fleet.js';
import { delay } from '../../lib/wait.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { bootstrap, mean, median, quantile } from '../lib/statistics.js';
import { measureApplied } from './applied.js';
import { runCycle } from './cycle.js';
import type { Cycle } from './cycle.js';
import { Days } from './days.js';

export interface PressBenchOptions {
  readonly presses: number;
  readonly cycles: number;
  readonly periodMs: number;
  readonly warmUpMs: number;
  readonly ratePerSecond: number;
  readonly instances: number;
  /** No cycle begins after this reading of `performance.now()`. */
  readonly untilMs: number;
}

const FIRST_LOOK_MS = 40_000;
const milliseconds = (seconds: number): string => (seconds * 1000).toFixed(1);

function printCycles(cycles: readonly Cycle[], output: Output): void {
  const rows = cycles.map((cycle, index) => [
    `${index + 1}`,
    milliseconds(cycle.control.meanSeconds),
    milliseconds(cycle.before.meanSeconds),
    milliseconds(cycle.after.meanSeconds),
    (cycle.before.meanSeconds / cycle.control.meanSeconds).toFixed(3),
    (cycle.after.meanSeconds / cycle.before.meanSeconds).toFixed(3),
    `${cycle.before.errors}/${cycle.before.count}`,
    `${cycle.after.errors}/${cycle.after.count}`,
    cycle.kept.join(' ') || 'none',
  ]);
  const head = [
    'cycle',
    'control ms',
    'before ms',
    'after ms',
    'control',
    'gain',
    'errors before',
    'errors after',
    'kept',
  ];
  output.say(
    `\n${table([head, ...rows])}\n  mean response time of the pressed routes, seen by the load generator; a cycle's periods have the same requests\n`
  );
}

export async function benchPress(options: PressBenchOptions, output: Output, cleanup: Cleanup): Promise<void> {
  output.machine();
  const fleet = await startFleet(
    { instances: options.instances, rate: 0, say: (line) => output.say(`  ${line} …`) },
    cleanup
  );
  const { ratePerSecond, warmUpMs, periodMs } = options;
  const days = new Days({ targets: fleet.shops.map(({ url }) => url), ratePerSecond, warmUpMs, periodMs });
  cleanup.add(() => days.stop());
  await days.goOn();
  output.say(`  ${ratePerSecond} requests per second; the collector looks for ${FIRST_LOOK_MS / 1000} s …`);
  await delay(FIRST_LOOK_MS);

  output.say(`  ${options.presses} presses, each undone …`);
  const applied: number[] = [];
  for (let press = 0; press < options.presses; press += 1) applied.push(await measureApplied(fleet));
  output.say(
    `\n${table([
      ['confirm to first change applied', 'ms'],
      ['median', quantile(applied, 0.5).toFixed(0)],
      ['p95', quantile(applied, 0.95).toFixed(0)],
      ['slowest', quantile(applied, 1).toFixed(0)],
    ])}\n  ${applied.length} presses\n`
  );

  const cycles: Cycle[] = [];
  while (cycles.length < options.cycles && performance.now() < options.untilMs) {
    output.say(`  cycle ${cycles.length + 1} of ${options.cycles} …`);
    cycles.push(await runCycle(fleet, days, cycles.length + 1, (line) => output.say(`    ${line}`)));
  }
  if (cycles.length < options.cycles) output.say(`  time was up after ${cycles.length} of ${options.cycles} cycles`);
  printCycles(cycles, output);

  // The median over the cycles: what else the machine did during one of them decides nothing.
  const ratio = (after: 'before' | 'after', before: 'control' | 'before') =>
    bootstrap(cycles, (drawn) => median(drawn.map((cycle) => cycle[after].meanSeconds / cycle[before].meanSeconds)));
  const errorRatio = (period: 'before' | 'after') =>
    bootstrap(
      cycles,
      (drawn) => mean(drawn.map((cycle) => cycle[period].errors)) / mean(drawn.map((cycle) => cycle[period].count))
    );
  const [gain, control] = [ratio('after', 'before'), ratio('before', 'control')];
  output.say(`  gain ${withInterval(gain)}, control ${withInterval(control)}\n`);
  output.add(
    figure(
      'press_to_applied_ms_p95',
      'ms',
      bootstrap(applied, (drawn) => quantile(drawn, 0.95))
    ),
    figure('press_gain_ratio', 'ratio', gain),
    figure('press_control_ratio', 'ratio', control),
    figure('press_error_ratio', 'ratio', errorRatio('after'), { 'before the press': errorRatio('before').value })
  );
}
