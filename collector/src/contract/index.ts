export * from './agent-link.js';
export * from './api.js';
export * from './control.js';
export * from './derived.js';
export * from './endpoints.js';
export * from './environment.js';
export * from './grafana.js';
export * from './guides/evaluate.js';
export * from './guides/index.js';
export * from './guides/types.js';
export * from './labels.js';
export * from './loop.js';
export * from './metrics/index.js';
export {
  CACHE_EVICTION_REASONS,
  CACHE_RESULTS,
  CIRCUIT_STATES,
  REFRESH_OUTCOMES,
  SECOND_TIER_ERRORS,
  SECOND_TIER_RESULTS,
  CAPACITY_MOVES,
  POLICY_MOVES,
  PREDICTED_SIZES,
  PREDICTION_BOUNDS,
  VERSION_CHECK_OUTCOMES,
} from './metrics/cache.js';
export type {
  CacheEvictionReason,
  CacheResult,
  CircuitState,
  RefreshOutcome,
  SecondTierError,
  SecondTierResult,
  CapacityMoveKind,
  PolicyMoveKind,
  PredictedSize,
  PredictionBound,
  VersionCheckOutcome,
} from './metrics/cache.js';
export type { MetricDefinition, MetricType } from './metrics/types.js';
export * from './objectives.js';
export * from './probes.js';
export * from './problems.js';
export * from './routes.js';
export * from './settings.js';
export * from './snapshot.js';
export * from './staleness.js';
export * from './store.js';
export * from './strategies.js';
export * from './tunable.js';
