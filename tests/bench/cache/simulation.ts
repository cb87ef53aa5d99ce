import { TRACES_DIR, readReadme } from '../../../collector/src/cache/testing/published-traces.js';
import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import { figure, table, withInterval, type Output } from '../lib/output.js';
import { bootstrap, mean, type Estimate } from '../lib/statistics.js';
import { measureCells, type Cell } from './cells.js';
import type { SimulationCost } from './simulation-cost.js';

/** The cheapest of our policies, beside which a simulation weighs most. */
const BESIDE = 'sieve';
/** Slices with and without: enough for several rests and rounds of observing. */
const PAIRS = 80;
const LOOP = 'lirs_loop';

/** What the simulation costs, and on the published traces how right its predictions and its choices are. */
export async function benchSimulation(output: Output, cleanup: Cleanup): Promise<void> {
  output.say('measuring what the simulation costs …');
  const ratio = await measureCost(cleanup);
  output.add(figure('cache_simulation_cpu_ratio', 'ratio', ratio));
  output.say(
    `  ${withInterval(ratio)} of the CPU of a ${BESIDE} cache of 10,000 entries, string keys, after its first million look-ups.\n` +
      '  Before that a new cache has credit: 800,000 look-ups in miniatures, once.'
  );
  const readme = readReadme();
  if (readme === undefined) {
    output.say(`Predictions and choices are left out: there are no traces in ${TRACES_DIR} (set TRACES_DIR).`);
    return;
  }
  output.say('replaying the published traces …');
  const cells: Cell[] = [];
  await measureCells(readme, (cell) => cells.push(cell));
  sayCells(cells, output);
  addFigures(cells, output);
}

async function measureCost(cleanup: Cleanup): Promise<Estimate> {
  const child = await Child.start(
    { name: 'simulation-cost', args: tsArgs('tests/bench/cache/simulation-cost.ts'), ipc: true },
    cleanup
  );
  const { alone, simulated } = await child.ask<SimulationCost>({ do: 'cost', policy: BESIDE, pairs: PAIRS });
  await child.stop();
  const pairs = alone.map((without, index) => ({ without, with: simulated[index] ?? NaN }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  // Most slices cost nothing and some cost much: only sums say what it comes to.
  return bootstrap(pairs, (some) => sum(some.map((pair) => pair.with)) / sum(some.map((pair) => pair.without)) - 1);
}

const points = (ratio: number): string => (ratio * 100).toFixed(2);

function sayCells(cells: readonly Cell[], output: Output): void {
  output.say(
    `\n${table([
      ['trace', 'capacity', 'LRU', 'best single', 'hit %', 'auto', 'moves', 'predictions', 'mean error'],
      ...cells.map(({ trace, capacity, lru, best, bestPolicy, auto, moves, predictions }) => [
        trace,
        String(capacity),
        points(lru),
        bestPolicy,
        points(best),
        points(auto),
        String(moves),
        String(predictions.length),
        points(mean(predictions.map(errorOf))),
      ]),
    ])}\n  auto: online, one pass, from a cold start. Predictions: W-TinyLFU, LRU and S3-FIFO at half, once and twice the\n` +
      '  capacity, each against a replay in full size of the same requests.\n'
  );
}

const errorOf = ({ hitRatio, achieved }: Cell['predictions'][number]): number => Math.abs(hitRatio - achieved);
/** Ratios are counts divided by thousands of look-ups; a rounding of the last digit is no miss. */
const TINY = 1e-9;

function addFigures(cells: readonly Cell[], output: Output): void {
  const predictions = cells.flatMap((cell) => cell.predictions);
  const outside = cells.filter(({ loop }) => !loop);
  const worst = Math.min(...cells.map(({ auto, lru }) => auto - lru));
  const loop = cells.find(({ trace, capacity }) => trace === LOOP && capacity === 1000);
  const exact = (value: number): Estimate => ({ value, interval: [NaN, NaN] });
  output.add(
    figure(
      'cache_prediction_mae_points',
      'points',
      bootstrap(predictions, (some) => mean(some.map(errorOf)) * 100)
    ),
    figure(
      'cache_prediction_interval_coverage_ratio',
      'ratio',
      bootstrap(predictions, (some) =>
        mean(some.map(({ low, high, achieved }) => (low - TINY <= achieved && achieved <= high + TINY ? 1 : 0)))
      )
    ),
    figure(
      'cache_auto_regret_points',
      'points',
      bootstrap(outside, (some) => mean(some.map(({ best, auto }) => best - auto)) * 100)
    ),
    figure('cache_auto_worst_vs_lru_points', 'points', exact(worst * 100)),
    figure('cache_auto_loop_1000_hit_ratio', 'ratio', exact(loop?.auto ?? NaN))
  );
}
