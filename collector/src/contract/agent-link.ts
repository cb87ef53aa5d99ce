import type { CacheReport, SlowQueryRow } from './api.js';
import type { Labels } from './labels.js';
import type { Targets, Thresholds } from './objectives.js';
import type { SettingOwner, SettingState, SettingValue } from './settings.js';
import type { Arm } from './tunable.js';

/** Raised when agent and collector could misread each other; the collector refuses another protocol by name. */
export const AGENT_PROTOCOL = 1;

/** The longest that a collector holds a report, in milliseconds. */
export const REPORT_HOLD_MS = 2000;

/** So often an agent tells of its caches where nothing has changed: a collector that was restarted knows nothing of them. */
export const CACHES_EVERY_MS = 60_000;

export type AdmissionMode = 'observe' | 'enforce';

export interface HistogramDelta {
  readonly count: number;
  readonly sum: number;
  /** Observations per bucket of the metric's edges, not cumulative; the last is +Inf. */
  readonly buckets: readonly number[];
}

/** What a counter or histogram of the catalogue gained, or what a gauge stands at. */
export type SeriesDelta =
  | { readonly metric: string; readonly labels: Labels; readonly type: 'counter'; readonly value: number }
  | { readonly metric: string; readonly labels: Labels; readonly type: 'gauge'; readonly value: number }
  | { readonly metric: string; readonly labels: Labels; readonly type: 'histogram'; readonly value: HistogramDelta };

/** Requests of one route under one arm in one block of a trial. Durations in seconds. */
export interface BlockDelta {
  readonly trial: string;
  readonly arm: Arm;
  /** Index of the block since the trial began in this process: floor((now − begin) / blockMs). */
  readonly block: number;
  readonly route: string;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly errors: number;
  readonly rejected: number;
}

/**
 * One stretch of measurements. A number is used once per process start; one seen before is ignored. Batches `first` to
 * `sequence` may have been merged into one while nobody acknowledged them: if the collector has seen a part of those, it
 * leaves the whole batch out, since counting too little for a moment does no harm and counting twice does.
 */
export interface DeltaBatch {
  readonly first: number;
  readonly sequence: number;
  /** Length of the stretch in milliseconds, by a monotonic clock. */
  readonly durationMs: number;
  readonly series: readonly SeriesDelta[];
  readonly blocks: readonly BlockDelta[];
}

export interface TrialStatus {
  readonly trial: string;
  /** `expired`: the lease was not renewed in time and the process went back to `a`. */
  readonly state: 'running' | 'expired' | 'failed';
  readonly error?: string;
}

/** Levels that an application brings along; what its collector has configured for this service, and what people change, stand above them. */
export interface DeclaredLevels {
  readonly targets?: Partial<Targets>;
  readonly thresholds?: Partial<Thresholds>;
  readonly admission?: AdmissionMode;
}

export interface AgentReport {
  readonly protocol: number;
  readonly agentVersion: string;
  readonly service: string;
  readonly instance: string;
  /** Epoch milliseconds; tells two runs of one instance apart. */
  readonly startedAt: number;
  /** Identifies the host, so that system probes run once per host. */
  readonly bootId: string;
  /** Revision of the desired state that this process has converged to; 0 before the first. */
  readonly appliedRevision: number;
  /** Where converging failed: setting name → one sentence. */
  readonly refused: Readonly<Record<string, string>>;
  readonly settings: readonly SettingState[];
  readonly trials: readonly TrialStatus[];
  /** Every batch that the collector has not acknowledged yet, oldest first. */
  readonly batches: readonly DeltaBatch[];
  /** Health of what the process depends on: `database`, `cache`, `memory`, `cpu`, … → "ok" or one sentence. */
  readonly checks: Readonly<Record<string, string>>;
  /** The slowest statements, for the list; their counters are series. */
  readonly slowQueries: readonly SlowQueryRow[];
  /** Every cache of the process; left out where nothing has changed since a report that was answered (see CACHES_EVERY_MS). */
  readonly caches?: readonly CacheReport[];
  /** Declared routes: id, path, and whether their answers are cached. */
  readonly routes: readonly { readonly id: string; readonly path: string; readonly cached: boolean }[];
  /** Where the collector can reach the application to benchmark a route, if it was told. */
  readonly baseUrl?: string;
  /** What the application itself asks for, where it says anything. */
  readonly declared?: DeclaredLevels;
  /** How long the collector may hold this report, in milliseconds, at most REPORT_HOLD_MS; 0 answers at once. */
  readonly holdMs: number;
  /** The last report of a process that ends on purpose: its end after a change is no crash. */
  readonly leaving?: true;
}

/**
 * How a trial divides the traffic. `keys`: by hash of the cache key, `share` of them under `b`; `swapped`: those under `a`, and
 * all others under `b`. `blocks`: whole process, alternating block by block in seeded random pairs, the first `washoutMs` of each block not counted. `whole`: the process
 * runs under `arm` until told otherwise.
 */
export type Split =
  | { readonly by: 'keys'; readonly share: number; readonly swapped: boolean }
  | { readonly by: 'blocks'; readonly washoutMs: number }
  | { readonly by: 'whole'; readonly arm: Arm };

/**
 * Two values tried side by side, as a lease: a process that has not heard the trial renewed for `renewWithinMs` falls back
 * to `a`, and so it does after `lastsMs` in all. Durations, not times of day: clocks of two hosts differ.
 */
export interface Trial {
  readonly id: string;
  readonly setting: string;
  readonly a: SettingValue;
  readonly b: SettingValue;
  readonly split: Split;
  readonly blockMs: number;
  readonly seed: number;
  readonly lastsMs: number;
  readonly renewWithinMs: number;
}

/** Declarative: what an instance shall look like. Settings not named keep the application's own value. */
export interface DesiredState {
  readonly revision: number;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly owners: Readonly<Record<string, SettingOwner>>;
  readonly targets: Targets;
  readonly thresholds: Thresholds;
  readonly admission: AdmissionMode;
  /** Whether a process may move what it chooses by itself: mode `apply`, not frozen, nothing being tried. */
  readonly automatic: boolean;
  readonly trials: readonly Trial[];
  /** False: settings that keep themselves right stand still, too. Undeclared: they need not. */
  readonly adapting?: boolean;
}

export interface AgentAnswer {
  readonly protocol: number;
  readonly collectorVersion: string;
  /** Highest batch number taken in; the agent forgets batches up to it. */
  readonly acknowledged: number;
  readonly desired: DesiredState;
}

/**
 * How an agent reaches its collector, in process or over HTTP. The call is a long poll: it answers when the desired
 * revision differs from `appliedRevision`, at the latest after `holdMs`.
 */
export interface AgentLink {
  exchange(report: AgentReport, signal: AbortSignal): Promise<AgentAnswer>;
  close(): Promise<void>;
}
