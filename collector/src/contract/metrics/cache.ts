import { catalogue } from './types.js';

/**
 * `hit` and `stale` were answered from the cache; `miss` asked for a key never seen, `expired` for one whose TTL had run
 * out, `evicted` for one that had to make room; `bypass` must not be cached.
 */
export const CACHE_RESULTS = ['hit', 'stale', 'miss', 'expired', 'evicted', 'bypass'] as const;
export type CacheResult = (typeof CACHE_RESULTS)[number];

export const CACHE_EVICTION_REASONS = ['capacity', 'expired', 'invalidated', 'cleared'] as const;
export type CacheEvictionReason = (typeof CACHE_EVICTION_REASONS)[number];

/** What the second tier said about a key that the first had not: `skipped` was not asked, since its circuit was open. */
export const SECOND_TIER_RESULTS = ['hit', 'stale', 'miss', 'skipped', 'error'] as const;
export type SecondTierResult = (typeof SECOND_TIER_RESULTS)[number];

/**
 * `deadline` did not answer in time, `connection` broke, `reply` was an error, `corrupt` was no value of ours or a damaged
 * one, `unencodable` could not be written without loss.
 */
export const SECOND_TIER_ERRORS = ['deadline', 'connection', 'reply', 'corrupt', 'unencodable'] as const;
export type SecondTierError = (typeof SECOND_TIER_ERRORS)[number];

/** `closed` is in use, `open` is left alone, `probing` is being tried. */
export const CIRCUIT_STATES = ['closed', 'open', 'probing'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

export const REFRESH_OUTCOMES = ['renewed', 'failed'] as const;
export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number];

/** Sizes for which hit ratios are predicted: half, once and twice the capacity. */
export const PREDICTED_SIZES = ['half', 'same', 'double'] as const;
export type PredictedSize = (typeof PREDICTED_SIZES)[number];

/** The prediction itself, and the ends of its 90 % interval. */
export const PREDICTION_BOUNDS = ['low', 'expected', 'high'] as const;
export type PredictionBound = (typeof PREDICTION_BOUNDS)[number];

/** `moved` to a policy that was predicted to hit more, `undone` where it did not. */
export const POLICY_MOVES = ['moved', 'undone'] as const;
export type PolicyMoveKind = (typeof POLICY_MOVES)[number];

/** `moved` a step towards the capacity that was predicted to be best, `undone` where less was hit than promised. */
export const CAPACITY_MOVES = ['moved', 'undone'] as const;
export type CapacityMoveKind = (typeof CAPACITY_MOVES)[number];

/** What came of asking whether a hit was still true; `failed`: the application's `version` failed, or was too slow. */
export const VERSION_CHECK_OUTCOMES = ['unchanged', 'changed', 'failed'] as const;
export type VersionCheckOutcome = (typeof VERSION_CHECK_OUTCOMES)[number];

export const CACHE_METRICS = catalogue({
  cache_requests_total: {
    type: 'counter',
    unit: '',
    help: 'Look-ups in a cache by result: hit, stale, miss (never seen), expired, evicted, bypass.',
    labels: ['service', 'cache', 'result'],
    exporter: 'agent',
    reported: true,
  },
  cache_evictions_total: {
    type: 'counter',
    unit: '',
    help: 'Entries that left a cache, by reason: capacity, expired, invalidated, cleared.',
    labels: ['service', 'cache', 'reason'],
    exporter: 'agent',
    reported: true,
  },
  cache_admissions_rejected_total: {
    type: 'counter',
    unit: '',
    help: 'Answers that were not stored since nobody had asked for them before: while a full cache of a route is asked for next to nothing twice.',
    labels: ['service', 'cache'],
    exporter: 'agent',
  },
  cache_entries: {
    type: 'gauge',
    unit: '',
    help: 'Entries that a cache holds.',
    labels: ['service', 'cache'],
    exporter: 'agent',
    reported: true,
  },
  cache_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Approximate size of the values that a cache holds, after compression.',
    labels: ['service', 'cache'],
    exporter: 'agent',
    reported: true,
  },
  cache_capacity_entries: {
    type: 'gauge',
    unit: '',
    help: 'Entries that a cache may hold.',
    labels: ['service', 'cache'],
    exporter: 'agent',
    reported: true,
  },
  cache_load_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that it took to produce a value that was not in a cache: what a miss costs.',
    labels: ['service', 'cache'],
    exporter: 'agent',
    reported: true,
    edges: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  cache_second_tier_requests_total: {
    type: 'counter',
    unit: '',
    help: 'Look-ups in the second tier of a cache by result: hit, stale, miss, skipped (circuit open), error.',
    labels: ['service', 'cache', 'result'],
    exporter: 'agent',
  },
  cache_second_tier_errors_total: {
    type: 'counter',
    unit: '',
    help: 'What went wrong with the second tier of a cache, by reason: deadline, connection, reply, corrupt, unencodable.',
    labels: ['service', 'cache', 'reason'],
    exporter: 'agent',
  },
  cache_second_tier_circuit: {
    type: 'gauge',
    unit: '',
    help: 'State of the circuit in front of the second tier of a cache: 1 for the present state, 0 for the others.',
    labels: ['service', 'cache', 'state'],
    exporter: 'agent',
  },
  cache_refreshes_total: {
    type: 'counter',
    unit: '',
    help: 'Values of a cache that were loaded anew in the background, by outcome: renewed, failed.',
    labels: ['service', 'cache', 'outcome'],
    exporter: 'agent',
  },
  cache_predicted_hit_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Hit ratio that a cache would have under a policy at half, the same or double its capacity, by miniature simulation; bound: low and high end of the 90 % interval, expected.',
    labels: ['service', 'cache', 'policy', 'size', 'bound'],
    exporter: 'agent',
  },
  cache_prediction_error_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Mean difference between the hit ratio predicted for a cache as it is and the one that it achieved, lately.',
    labels: ['service', 'cache'],
    exporter: 'agent',
  },
  cache_policy_moves_total: {
    type: 'counter',
    unit: '',
    help: "Changes of a cache's eviction policy by the engine, by the policy that it moved to: moved for a predicted gain, undone where the gain did not come.",
    labels: ['service', 'cache', 'policy', 'kind'],
    exporter: 'agent',
  },
  cache_capacity_moves_total: {
    type: 'counter',
    unit: '',
    help: "Changes of a cache's capacity that it chose itself: moved a step towards the size that its hit-ratio curve asks for, undone where less was hit than promised.",
    labels: ['service', 'cache', 'kind'],
    exporter: 'agent',
  },
  cache_memory_budget_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory that all caches of a process share, within which their capacities are chosen.',
    labels: ['service'],
    exporter: 'agent',
  },
  cache_learned_ttl_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'TTL of a group of cached answers for which a staleness budget is declared, as the engine has learned it or a person has set it.',
    labels: ['service', 'cache', 'prefix'],
    exporter: 'agent',
  },
  cache_updates_per_second: {
    type: 'gauge',
    unit: '',
    help: 'Estimate of how often a value of a group of cached answers changes without being reported, from the version checks of the last five minutes.',
    labels: ['service', 'cache', 'prefix'],
    exporter: 'agent',
  },
  cache_stale_hits_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of hits that were given out after their value had changed, among those looked into during the last five minutes.',
    labels: ['service', 'cache', 'prefix'],
    exporter: 'agent',
  },
  cache_staleness_budget_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of hits that may be given out after their value has changed, as the application has declared it.',
    labels: ['service', 'cache', 'prefix'],
    exporter: 'agent',
  },
  cache_version_checks_total: {
    type: 'counter',
    unit: '',
    help: 'Cached answers of which it was asked whether they are still true, by outcome: unchanged, changed, failed.',
    labels: ['service', 'cache', 'prefix', 'outcome'],
    exporter: 'agent',
  },
});
