import type { EvictionPolicy } from '../../contract/index.js';
import { CacheChooser } from '../choosing/cache-chooser.js';
import type { MoveOutcome, PolicyMove } from '../choosing/moves.js';
import { FIRST_POLICY } from '../choosing/rotation.js';
import { hashKey } from '../key-hash.js';
import type { SimulationSpan } from './observations.js';
import { HASH_RANDOM, simulatedCache } from './replay.js';
import { SimulationBudget } from './simulation-budget.js';
import type { Trace } from './trace.js';

/** What happened while a policy was chosen online, in order. `atLookUp` counts look-ups since the start. */
export type ChoiceEvent =
  | ({ readonly event: 'move'; readonly atLookUp: number } & PolicyMove)
  | ({ readonly event: 'outcome'; readonly atLookUp: number } & MoveOutcome);

export interface AutoReplay {
  readonly policy: 'auto';
  readonly capacity: number;
  readonly requests: number;
  readonly hits: number;
  readonly firstPolicy: EvictionPolicy;
  readonly lastPolicy: EvictionPolicy;
  readonly events: readonly ChoiceEvent[];
  /** Stretches of look-ups with what was predicted for them and what the cache achieved. */
  readonly spans: readonly SimulationSpan[];
  /** Look-ups in miniatures that the simulation cost. */
  readonly simulatedLookUps: number;
}

export interface AutoReplayOptions {
  /** 32 bits; others give other samples. Default 1. */
  readonly seed?: number;
  /** False: nothing is changed, only predicted. Default true. */
  readonly choose?: boolean;
  readonly mostEntries?: number;
  readonly budget?: SimulationBudget;
  /** Called before each look-up with the hash of its key: who wants to see the same requests sees them here. */
  readonly onRequest?: (hash: number) => void;
  readonly onSpan?: (span: SimulationSpan) => void;
}

/** Look-ups between two reports to the sample. */
const COUNTED_TOGETHER = 64;

/** Counts what the simulation costs. */
class CountedBudget extends SimulationBudget {
  spent = 0;

  override spend(cost: number): void {
    this.spent += cost;
    super.spend(cost);
  }
}

/** Replays a trace once through a cache whose policy is chosen as it goes, from a cold start; what is missed is stored. */
export function replayAuto({ requests }: Trace, capacity: number, options: AutoReplayOptions = {}): AutoReplay {
  const cache = simulatedCache(FIRST_POLICY, capacity);
  const budget = options.budget ?? new CountedBudget();
  const events: ChoiceEvent[] = [];
  const spans: SimulationSpan[] = [];
  let hits = 0;
  const chooser = new CacheChooser({
    ...options,
    cache: {
      capacity,
      expired: 0,
      get size() {
        return cache.size;
      },
      get policy() {
        return cache.policy;
      },
      get hits() {
        return hits;
      },
      setPolicy: (policy) => cache.setPolicy(policy),
    },
    seed: options.seed ?? 1,
    budget,
    onMove: (move) => events.push({ event: 'move', ...move }),
    onOutcome: (outcome) => events.push({ event: 'outcome', ...outcome }),
    onSpan(span) {
      spans.push(span);
      options.onSpan?.(span);
    },
  });
  const { sample } = chooser;
  const hashSeed = Math.floor(HASH_RANDOM() * 2 ** 32) | 0;
  let uncounted = 0;
  for (const key of requests) {
    if (uncounted === COUNTED_TOGETHER) {
      sample.counted(uncounted);
      uncounted = 0;
    }
    const hash = hashKey(key, hashSeed);
    options.onRequest?.(hash);
    if (hash >>> 0 < sample.below) sample.requested(hash);
    if (cache.get(key) === undefined) cache.set(key, true);
    else hits++;
    uncounted++;
  }
  sample.counted(uncounted);
  chooser.conclude();
  const lastPolicy = cache.policy;
  cache.close();
  return {
    policy: 'auto',
    capacity,
    requests: requests.length,
    hits,
    firstPolicy: FIRST_POLICY,
    lastPolicy,
    events,
    spans,
    simulatedLookUps: budget instanceof CountedBudget ? budget.spent : NaN,
  };
}
