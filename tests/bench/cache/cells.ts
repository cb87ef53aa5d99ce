import { Miniature } from '../../../collector/src/cache/simulation/miniature.js';
import { replayAuto } from '../../../collector/src/cache/simulation/auto-replay.js';
import { replay } from '../../../collector/src/cache/simulation/replay.js';
import type { Prediction } from '../../../collector/src/cache/simulation/prediction.js';
import type { SimulationSpan } from '../../../collector/src/cache/simulation/observations.js';
import type { Trace } from '../../../collector/src/cache/simulation/trace.js';
import { isLoop, publishedRows, readPublishedTrace } from '../../../collector/src/cache/testing/published-traces.js';
import { EVICTION_POLICIES, type EvictionPolicy } from '@growth-engine/collector/contract';

/** Policies that are simulated from the first look-up on: what came of a prediction for them is exact. */
const FROM_THE_START: readonly EvictionPolicy[] = ['w-tinylfu', 'lru', 's3-fifo'];
const SIZES = [0.5, 1, 2];
/** Look-ups between two reports of a replay: a stretch begins and ends at a multiple of it. */
const COUNTED_TOGETHER = 64;

/** One trace at one capacity. Hit ratios from 0 to 1. */
export interface Cell {
  readonly trace: string;
  readonly capacity: number;
  readonly loop: boolean;
  readonly lru: number;
  /** Of our single policies. */
  readonly best: number;
  readonly bestPolicy: EvictionPolicy;
  readonly auto: number;
  readonly moves: number;
  readonly predictions: readonly CellPrediction[];
}

/** A policy at half, once or twice the capacity: predicted and achieved over the stretches that were observed. */
export interface CellPrediction extends Pick<Prediction, 'policy' | 'capacity' | 'hitRatio' | 'low' | 'high'> {
  readonly achieved: number;
}

export async function measureCells(readme: string, onCell: (cell: Cell) => void): Promise<void> {
  let trace: Trace | undefined;
  let name = '';
  for (const row of publishedRows(readme)) {
    if (trace === undefined || row.trace !== name) trace = await readPublishedTrace(row.trace);
    name = row.trace;
    onCell(measureCell(name, trace, row.capacity));
  }
}

function measureCell(name: string, trace: Trace, capacity: number): Cell {
  const requests = trace.requests.length;
  const single = EVICTION_POLICIES.map((policy) => ({
    policy,
    ratio: replay(trace, policy, capacity).hits / requests,
  }));
  const best = single.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  const { auto, predictions } = replayWithTwins(trace, capacity);
  return {
    trace: name,
    capacity,
    loop: isLoop(name),
    lru: single.find(({ policy }) => policy === 'lru')?.ratio ?? NaN,
    best: best.ratio,
    bestPolicy: best.policy,
    auto: auto.hits / requests,
    moves: auto.events.filter(({ event }) => event === 'move').length,
    predictions,
  };
}

/** Beside it run caches of full size, whose misses say what each prediction came to. */
function replayWithTwins(trace: Trace, capacity: number) {
  const twins = FROM_THE_START.flatMap((policy) =>
    SIZES.map((size) => new Miniature(policy, Math.max(1, Math.round(capacity * size))))
  );
  const missed = new Map<number, readonly number[]>();
  const totals = twins.map(() => ({ lookUps: 0, expected: 0, low: 0, high: 0, achieved: 0 }));
  let lookUps = 0;
  const fulfil = ({ from, to, predictions }: SimulationSpan): void => {
    const before = missed.get(from) ?? [];
    twins.forEach((twin, index) => {
      const one = predictions.find(({ policy, capacity: of }) => policy === twin.policy && of === twin.capacity);
      const total = totals[index];
      if (one === undefined || total === undefined) return;
      const length = to - from;
      total.lookUps += length;
      total.expected += one.hitRatio * length;
      total.low += one.low * length;
      total.high += one.high * length;
      total.achieved += length - (twin.missed - (before[index] ?? 0));
    });
  };
  const auto = replayAuto(trace, capacity, {
    onRequest(hash) {
      if (lookUps % COUNTED_TOGETHER === 0)
        missed.set(
          lookUps,
          twins.map((twin) => twin.missed)
        );
      lookUps++;
      for (const twin of twins) twin.request(hash);
    },
    onSpan: fulfil,
  });
  const predictions = twins.flatMap(({ policy, capacity: of }, index): CellPrediction[] => {
    const total = totals[index];
    if (total === undefined || total.lookUps === 0) return [];
    const ratio = (sum: number): number => sum / total.lookUps;
    return [
      {
        policy,
        capacity: of,
        hitRatio: ratio(total.expected),
        low: ratio(total.low),
        high: ratio(total.high),
        achieved: ratio(total.achieved),
      },
    ];
  });
  return { auto, predictions };
}
