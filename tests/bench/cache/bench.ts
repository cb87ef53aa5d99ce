import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { bootstrap, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import { BASELINE, BASELINE_TTL, CONTENDERS, SIMULATED, ours } from './contenders.js';
import type { KeyKind, Speed } from './measure.js';
import { benchSimulation } from './simulation.js';

/** What the figures are about; speed is that of the one with simulation on. */
const FIGURES = ours('sieve');

export interface CacheBenchOptions {
  readonly runs: number;
  readonly pairs: number;
}

interface Measured {
  readonly name: string;
  /** By kind of key. */
  readonly kept: readonly Speed[];
  readonly fresh: readonly Speed[];
  readonly integers: readonly Speed[];
  readonly bytes: number;
}

async function inProcess<T>(message: Readonly<Record<string, unknown>>, cleanup: Cleanup): Promise<T> {
  const child = await Child.start(
    { name: 'measure', args: ['--expose-gc', ...tsArgs('tests/bench/cache/measure.ts')], ipc: true },
    cleanup
  );
  const answer = await child.ask<T>(message);
  await child.stop();
  return answer;
}

async function measure(name: string, { runs, pairs }: CacheBenchOptions, cleanup: Cleanup): Promise<Measured> {
  const speed = (kind: KeyKind): Promise<Speed> =>
    inProcess<Speed>({ do: 'speed', contender: name, kind, pairs }, cleanup);
  const kept: Speed[] = [];
  const bytes: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    kept.push(await speed('kept'));
    bytes.push(await inProcess<number>({ do: 'bytes', contender: name }, cleanup));
  }
  return { name, kept, fresh: [await speed('fresh')], integers: [await speed('integers')], bytes: median(bytes) };
}

const ratioOf = (speeds: readonly Speed[]): Estimate =>
  bootstrap(
    speeds.flatMap(({ ratios }) => ratios),
    median
  );
const hitsOf = (speeds: readonly Speed[]): number => median(speeds.map(({ hitRatio }) => hitRatio));

/** A ratio of two ratios to the same baseline, measured in processes of their own. */
const quotient = (of: Estimate, to: Estimate): Estimate => ({
  value: of.value / to.value,
  interval: [of.interval[0] / to.interval[1], of.interval[1] / to.interval[0]],
});

export async function benchCache(options: CacheBenchOptions, output: Output, cleanup: Cleanup): Promise<void> {
  output.machine();
  const measured: Measured[] = [];
  for (const name of CONTENDERS.keys()) {
    const missing = await inProcess<string>({ do: 'installed', contender: name }, cleanup);
    if (missing !== '') {
      if (name === BASELINE) throw new Error(`Nothing can be measured without lru-cache 11: ${missing}`);
      output.say(`${name} is left out: ${missing}`);
      continue;
    }
    output.say(`measuring ${name} …`);
    measured.push(await measure(name, options, cleanup));
  }
  output.say(
    `\n${table([
      [
        '10,000 of 100,000 keys, zipf 0.9, 90 % reads',
        '× lru-cache',
        'keys made anew',
        'integer keys',
        'hit %',
        'bytes/entry',
      ],
      ...measured.map(({ name, kept, fresh, integers, bytes }) => [
        name,
        withInterval(ratioOf(kept), 2),
        withInterval(ratioOf(fresh), 2),
        withInterval(ratioOf(integers), 2),
        (hitsOf(kept) * 100).toFixed(2),
        bytes.toFixed(0),
      ]),
    ])}\n  CPU time, slices of 150,000 requests alternating with lru-cache, ${options.runs} × ${options.pairs} pairs; median, 95 % interval.\n` +
      `  Growth Engine with a TTL of an hour and statistics, lru-cache with neither unless it says so.\n`
  );
  addFigures(measured, output);
  await benchSimulation(output, cleanup);
}

function addFigures(measured: readonly Measured[], output: Output): void {
  const own = measured.find(({ name }) => name === FIGURES);
  const simulated = measured.find(({ name }) => name === SIMULATED);
  const withTtl = measured.find(({ name }) => name === BASELINE_TTL);
  if (own === undefined || simulated === undefined || withTtl === undefined) return;
  const peers = (of: Measured, value: (one: Measured) => number): Readonly<Record<string, number>> =>
    Object.fromEntries(measured.filter((one) => one !== of).map((one) => [one.name, value(one)]));
  const exact = (value: number): Estimate => ({ value, interval: [NaN, NaN] });
  output.add(
    figure(
      'cache_ops_ratio_lru_cache',
      'ratio',
      ratioOf(simulated.kept),
      peers(simulated, (one) => ratioOf(one.kept).value)
    ),
    figure('cache_ops_ratio_lru_cache_ttl', 'ratio', quotient(ratioOf(simulated.kept), ratioOf(withTtl.kept))),
    figure(
      'cache_hit_ratio_zipf',
      'ratio',
      exact(hitsOf(own.kept)),
      peers(own, (one) => hitsOf(one.kept))
    ),
    figure(
      'cache_bytes_per_entry',
      'bytes',
      exact(own.bytes),
      peers(own, ({ bytes }) => bytes)
    )
  );
}
