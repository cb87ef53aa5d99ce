import type {
  AgentReport,
  BlockDelta,
  CacheReport,
  Clock,
  DesiredState,
  InstanceSummary,
  Trial,
} from '../../contract/index.js';
import { SeriesRing } from './series-ring.js';

export type DesiredContent = Omit<DesiredState, 'revision'>;

export interface SessionOptions {
  readonly clock: Clock;
  readonly keepMs: number;
  readonly disconnectedMs: number;
}

/** One running process of a service, as its reports tell. */
export class Session {
  readonly instance: string;
  readonly startedAt: number;
  /** Monotonic time of the first report to this collector. */
  readonly firstSeenMs: number;
  readonly ring: SeriesRing;
  /** The trials that this instance shall run now. */
  trials: readonly Trial[] = [];
  /** Said goodbye: its end is no crash. */
  hasLeft = false;
  /** Another process reports under the same name: when it did last, and when it started. */
  rival: { readonly startedAt: number; readonly seenMs: number } | undefined;

  readonly #options: SessionOptions;
  #report: AgentReport;
  #caches: readonly CacheReport[] = [];
  #lastSeenMs: number;
  #lastReportAt: number;
  #acknowledged = 0;
  #desired: DesiredState | undefined;
  #content = '';
  #wake: (() => void) | undefined;

  constructor(report: AgentReport, options: SessionOptions) {
    this.#options = options;
    this.instance = report.instance;
    this.startedAt = report.startedAt;
    this.ring = new SeriesRing(options.keepMs);
    this.firstSeenMs = options.clock.monotonic();
    this.#lastSeenMs = this.firstSeenMs;
    this.#lastReportAt = options.clock.now();
    this.#report = report;
  }

  get report(): AgentReport {
    return this.#report;
  }

  /** What it has told of its caches last. */
  get caches(): readonly CacheReport[] {
    return this.#caches;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get connected(): boolean {
    return !this.hasLeft && this.silentMs < this.#options.disconnectedMs;
  }

  get silentMs(): number {
    return this.#options.clock.monotonic() - this.#lastSeenMs;
  }

  /** How long it has been measured by this collector, in milliseconds. */
  get measuredMs(): number {
    return this.#lastSeenMs - this.firstSeenMs;
  }

  /** Whether the last report shows the state that is desired now. */
  get converged(): boolean {
    return this.#desired !== undefined && this.#report.appliedRevision === this.#desired.revision;
  }

  /** Takes a report in; batches seen before are left out. Returns the blocks of the new ones. */
  take(report: AgentReport): readonly BlockDelta[] {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const fresh = report.batches.filter((batch) => batch.sequence > this.#acknowledged);
    // A report that brings only what is known has been overtaken: what it says about settings is older too.
    const isOvertaken = report.batches.length > 0 && fresh.length === 0;
    if (isOvertaken) return [];
    this.#lastSeenMs = now;
    this.#lastReportAt = clock.now();
    this.#report = report;
    this.#caches = report.caches ?? this.#caches;
    let endMs = now - fresh.reduce((sum, batch) => sum + batch.durationMs, 0);
    const blocks: BlockDelta[] = [];
    for (const batch of fresh) {
      endMs += batch.durationMs;
      // Merged from batches of which some are known: counted too little is better than counted twice.
      const isPartlyKnown = batch.first <= this.#acknowledged;
      this.#acknowledged = Math.max(this.#acknowledged, batch.sequence);
      if (isPartlyKnown) continue;
      this.ring.push(batch, endMs);
      blocks.push(...batch.blocks);
    }
    return blocks;
  }

  /** Sets what is desired; a new revision only where it differs. Returns whether it does. */
  desire(content: DesiredContent): boolean {
    const text = JSON.stringify(content);
    if (this.#desired !== undefined && text === this.#content) return false;
    // Starting above what the process has applied keeps revisions ascending over restarts of the collector.
    const revision = Math.max(this.#desired?.revision ?? 0, this.#report.appliedRevision) + 1;
    this.#content = text;
    this.#desired = { ...content, revision };
    this.#wake?.();
    return true;
  }

  get desired(): DesiredState {
    if (this.#desired === undefined) throw new Error(`Nothing is desired of ${this.instance} yet`);
    return this.#desired;
  }

  /** Resolves when desired and `appliedRevision` differ, after `holdMs`, on abort, or when a newer call takes its place. */
  hold(appliedRevision: number, holdMs: number, signal: AbortSignal): Promise<void> {
    this.#wake?.();
    if (this.desired.revision !== appliedRevision || holdMs <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        if (this.#wake === done) this.#wake = undefined;
        resolve();
      };
      const cancel = this.#options.clock.after(holdMs, done);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }

  /** Answers whoever waits. */
  release(): void {
    this.#wake?.();
  }

  get checks(): Readonly<Record<string, string>> {
    const rival = this.rivalSentence;
    return rival === undefined ? this.#report.checks : { ...this.#report.checks, instance: rival };
  }

  /** Whether another process has reported under the same name of late. */
  get hasRival(): boolean {
    const { clock, disconnectedMs } = this.#options;
    return this.rival !== undefined && clock.monotonic() - this.rival.seenMs <= disconnectedMs;
  }

  get rivalSentence(): string | undefined {
    if (this.rival === undefined || !this.hasRival) return undefined;
    const [first, second] = [this.rival.startedAt, this.startedAt].sort((a, b) => a - b).map((at) => isoTime(at));
    return (
      `Two processes report as instance "${this.instance}", started ${first ?? ''} and ${second ?? ''}; ` +
      'only the newer one counts. Give each process its own instance name.'
    );
  }

  summary(): InstanceSummary {
    return {
      instance: this.instance,
      connected: this.connected,
      agentVersion: this.#report.agentVersion,
      startedAt: isoTime(this.startedAt),
      lastReportAt: isoTime(this.#lastReportAt),
      appliedRevision: this.#report.appliedRevision,
      checks: this.checks,
      refused: this.#report.refused,
    };
  }
}

/** ISO 8601 of an epoch time that came from outside; nonsense becomes the epoch. */
export const isoTime = (epochMs: number): string => {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
};
