import { EVICTION_POLICIES, type Clock, type EvictionPolicy } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { MAX_TTL_SECONDS } from '../cache-options.js';
import { createCache } from '../cache.js';
import type { Cache } from '../types.js';
import { optimalHits } from './optimal.js';
import type { Trace } from './trace.js';

/** What a trace can be replayed under: the policies of the cache, and the one that knows the future. */
export const SIMULATED_POLICIES = [...EVICTION_POLICIES, 'opt'] as const;
export type SimulatedPolicy = (typeof SIMULATED_POLICIES)[number];
/** These, and `auto`: chosen online as the trace goes by. */
export const REPLAYED_POLICIES = [...SIMULATED_POLICIES, 'auto'] as const;
export type ReplayedPolicy = (typeof REPLAYED_POLICIES)[number];

export interface Replay {
  readonly policy: SimulatedPolicy;
  readonly capacity: number;
  readonly requests: number;
  readonly hits: number;
}

/** Requests expire nothing: a trace has no times. */
const STANDING_CLOCK: Clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined };
/** Fixed, so that the same trace gives the same hits. */
export const HASH_RANDOM = (): number => 0.5;

/** From a cold start; every request counts; what is missed is stored. @throws RangeError where `capacity` cannot be right. */
export function replay(trace: Trace, policy: SimulatedPolicy, capacity: number): Replay {
  const requests = trace.requests.length;
  const hits = policy === 'opt' ? optimalHits(trace, capacity) : replayedHits(trace, policy, capacity);
  return { policy, capacity, requests, hits };
}

function replayedHits({ requests }: Trace, policy: EvictionPolicy, capacity: number): number {
  const cache = simulatedCache(policy, capacity);
  for (const key of requests) if (cache.get(key) === undefined) cache.set(key, true);
  const { hits } = cache.stats();
  cache.close();
  return hits;
}

/** An empty cache in which nothing expires. */
export function simulatedCache(policy: EvictionPolicy, capacity: number): Cache<true, number> {
  return createCache<true, number>({
    name: 'simulated',
    capacity,
    policy,
    ttlSeconds: MAX_TTL_SECONDS,
    clock: STANDING_CLOCK,
    random: HASH_RANDOM,
    instruments: createInstruments({ constantLabels: { service: 'simulation' } }),
  });
}
