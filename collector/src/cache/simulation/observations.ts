import type { EvictionPolicy } from '../../contract/index.js';
import type { Prediction } from './prediction.js';

/** What the simulation reads of the cache beside it; counts since the cache was made. */
export interface SimulatedCache {
  readonly size: number;
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly hits: number;
  /** Look-ups that found an entry whose TTL had run out. */
  readonly expired: number;
}

/** A short stretch of look-ups, all of them observed. */
export interface SimulationWindow {
  readonly lookUps: number;
  /** Hits of the cache itself. */
  readonly hits: number;
  /** Misses of the sampled keys at the present capacity by policy and group of keys. */
  readonly misses: ReadonlyMap<EvictionPolicy, Float64Array>;
  /** Share of the keys that was sampled. */
  readonly rate: number;
}

/** A long stretch of look-ups, all of them observed, and what is predicted for it. */
export interface SimulationSpan {
  /** Look-ups of the cache before it and at its end. */
  readonly from: number;
  readonly to: number;
  /** Per policy half, once and twice the capacity. */
  readonly predictions: readonly Prediction[];
  /** The cache's policy, where that was the same throughout, and what it hit. */
  readonly policy: EvictionPolicy | undefined;
  readonly achieved: number;
}

export interface SimulationListener {
  /** True where the simulation must not rest now: something is being watched. */
  window(window: SimulationWindow): boolean;
  /** The policies to simulate from here on. */
  span(span: SimulationSpan): readonly EvictionPolicy[];
  /** The capacity changed: what was measured holds no longer. */
  restarted(): void;
}
