import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { interleavedRounds } from '../lib/rounds.js';
import { bootstrap, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import type { Scrape } from './contenders/measure.js';

const SIZES = [1_000, 10_000, 100_000] as const;
type Size = (typeof SIZES)[number];
const NAMES = ['growth-engine', 'prom-client'] as const;
type Name = (typeof NAMES)[number];
const WARM_UP_ROUNDS = 3;
const ONE_SERIES = 1024;

interface Rounds {
  readonly cpu: readonly Readonly<Record<Name, number>>[];
  readonly blocks: Readonly<Record<Name, readonly number[]>>;
  readonly bytes: Readonly<Record<Name, number>>;
  readonly heap: Readonly<Record<Name, number>>;
  readonly gzip: number;
}

async function roundsOf(size: Size, options: { rounds: number; seconds: number }, cleanup: Cleanup): Promise<Rounds> {
  const children = {} as Record<Name, Child>;
  const heap = {} as Record<Name, number>;
  for (const name of NAMES) {
    const args = ['--expose-gc', ...tsArgs(`tests/bench/scrape/contenders/${name}.ts`)];
    children[name] = await Child.start({ name, args, env: { SERIES: String(size) }, ipc: true }, cleanup);
    heap[name] = await children[name].ask<number>({ do: 'heap' });
  }
  const blocks: Record<Name, number[]> = { 'growth-engine': [], 'prom-client': [] };
  const bytes = {} as Record<Name, number>;
  const all = await interleavedRounds({
    contenders: NAMES,
    measure: async (name) => {
      const scrape = await children[name].ask<Scrape>({ do: 'scrape' });
      blocks[name].push(scrape.longestBlockMs);
      bytes[name] = scrape.bytes;
      return scrape.cpuMs;
    },
    maxRounds: options.rounds + WARM_UP_ROUNDS,
    maxSeconds: options.seconds,
  });
  const gzip = await children['growth-engine'].ask<number>({ do: 'gzip' });
  for (const name of NAMES) {
    await children[name].stop();
    blocks[name].splice(0, WARM_UP_ROUNDS);
  }
  return { cpu: all.slice(WARM_UP_ROUNDS), blocks, bytes, heap, gzip };
}

const ratioOf = ({ cpu }: Rounds): Estimate =>
  bootstrap(cpu, (drawn) => median(drawn.map((round) => round['growth-engine'] / round['prom-client'])));
const medianOf = (values: readonly number[]): Estimate => bootstrap(values, median);
const exactly = (value: number): Estimate => ({ value, interval: [NaN, NaN] });

export async function benchScrape(
  options: { readonly rounds: number; readonly seconds: number },
  output: Output,
  cleanup: Cleanup
): Promise<void> {
  output.machine();
  const results = new Map<Size, Rounds>();
  for (const size of SIZES) {
    output.say(`measuring ${size} series …`);
    results.set(size, await roundsOf(size, { ...options, seconds: options.seconds / SIZES.length }, cleanup));
  }
  const of = (size: Size): Rounds => {
    const rounds = results.get(size);
    if (rounds === undefined) throw new Error(`${size} series were not measured.`);
    return rounds;
  };
  const row = (size: Size, name: Name): string[] => {
    const rounds = of(size);
    const blocks = rounds.blocks[name];
    return [
      `${size} series, ${name}`,
      median(rounds.cpu.map((round) => round[name])).toFixed(2),
      name === 'prom-client' ? '1' : withInterval(ratioOf(rounds)),
      `${median(blocks).toFixed(1)} / ${Math.max(...blocks).toFixed(1)}`,
      (rounds.bytes[name] / ONE_SERIES).toFixed(0),
      (rounds.heap[name] / size).toFixed(0),
    ];
  };
  output.say(
    `\n${table([
      ['one scrape', 'CPU ms', 'ratio', 'longest block ms, median / greatest', 'body kB', 'heap bytes per series'],
      ...SIZES.flatMap((size) => NAMES.map((name) => row(size, name))),
    ])}\n  ${SIZES.map((size) => of(size).cpu.length).join(', ')} rounds; half counters, half histograms of 14 buckets, 3 labels; median, 95 % interval\n`
  );
  const largest = of(100_000);
  output.add(
    figure('scrape_cpu_ratio_prom_client_10k', 'ratio', ratioOf(of(10_000))),
    figure('scrape_cpu_ratio_prom_client_100k', 'ratio', ratioOf(largest)),
    figure('scrape_longest_block_ms_100k', 'ms', medianOf(largest.blocks['growth-engine']), {
      'growth-engine greatest': Math.max(...largest.blocks['growth-engine']),
      'prom-client': median(largest.blocks['prom-client']),
    }),
    figure('scrape_gzip_bytes_10k', 'bytes', exactly(of(10_000).gzip)),
    figure('bytes_per_series', 'bytes', exactly(of(10_000).heap['growth-engine'] / 10_000), {
      'prom-client': of(10_000).heap['prom-client'] / 10_000,
    })
  );
}
