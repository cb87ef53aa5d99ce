import { METRICS } from '@growth-engine/collector/contract';
import { answerParent } from '../../../lib/channel.js';
import { labelSet } from '../../lib/label-sets.js';
import type { LabelSet } from '../../lib/label-sets.js';

export const EDGES = METRICS.http_request_duration_seconds.edges;
const SERIES = Number(process.env['SERIES'] ?? 10_000);
const LABEL_SETS_PER_METRIC = 1_000;
/** Buckets, +Inf, sum, count. */
const HISTOGRAM_SERIES = EDGES.length + 3;

export interface Scrape {
  readonly cpuMs: number;
  readonly longestBlockMs: number;
  readonly bytes: number;
}

export interface Contender {
  /** Returns what records `value` under a label set of a new metric. */
  counter(name: string): (labels: LabelSet, value: number) => void;
  histogram(name: string): (labels: LabelSet, value: number) => void;
  /** The whole exposition as bytes on the way to a socket; their number. */
  render(): Promise<number>;
  /** Its size compressed, where it can be had. */
  gzip?(): Promise<number>;
}

/** Half of the series counters of whole numbers, half histograms of durations. */
function fill(contender: Contender): void {
  const sets = { counter: SERIES / 2, histogram: Math.round(SERIES / 2 / HISTOGRAM_SERIES) };
  for (const kind of ['counter', 'histogram'] as const) {
    for (let first = 0; first < sets[kind]; first += LABEL_SETS_PER_METRIC) {
      const record = contender[kind](`${kind}_${first / LABEL_SETS_PER_METRIC}`);
      const last = Math.min(sets[kind], first + LABEL_SETS_PER_METRIC);
      for (let index = first; index < last; index += 1) {
        const labels = labelSet(index - first);
        for (let times = 0; times <= index % 7; times += 1) {
          const value = 1 + ((index * 37 + times * 101) % 997);
          record(labels, kind === 'counter' ? value : value / 100);
        }
      }
    }
  }
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** A turn of the event loop lasts as long as the clock says, less the time in which other processes had the CPU. */
async function measure(contender: Contender): Promise<Scrape> {
  let longestBlockMs = 0;
  let isRunning = true;
  let last = { wall: performance.now(), cpu: cpuMs() };
  const turn = (): void => {
    const now = { wall: performance.now(), cpu: cpuMs() };
    longestBlockMs = Math.max(longestBlockMs, Math.min(now.wall - last.wall, now.cpu - last.cpu));
    last = now;
    if (isRunning) setImmediate(turn);
  };
  const begin = cpuMs();
  setImmediate(turn);
  const bytes = await contender.render();
  const end = cpuMs();
  isRunning = false;
  turn();
  return { cpuMs: end - begin, longestBlockMs, bytes };
}

const memory = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

export async function serveScrapes(contender: Contender): Promise<void> {
  const before = memory();
  fill(contender);
  await contender.render();
  const heap = memory() - before;
  answerParent({ heap: () => heap, scrape: () => measure(contender), gzip: () => contender.gzip?.() ?? 0 });
}
