import { AGENT_PROTOCOL, REPORT_HOLD_MS } from '../contract/index.js';
import type {
  AgentAnswer,
  AgentLink,
  AgentReport,
  CacheReport,
  Clock,
  DeclaredLevels,
  Log,
  Random,
} from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import { CacheNews } from './cache-news.js';
import { DeltaLog } from './delta-log.js';
import { LinkError } from './http-link.js';
import type { SettingsHost } from './settings-host.js';
import type { TrialRunner } from './trial-runner.js';

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;
const PERMANENT_RETRY_MS = 15_000;
const GOODBYE_MS = 1_000;
/** During a trial reports come at least this often, so that judging does not wait for the hold to end. */
const TRIAL_HOLD_MS = 750;

/** What of a report does not change or is asked for anew each time. */
export interface ReportSource {
  readonly identity: Pick<AgentReport, 'agentVersion' | 'service' | 'instance' | 'startedAt' | 'bootId' | 'routes'> & {
    readonly baseUrl?: string;
    readonly declared?: DeclaredLevels;
  };
  checks(): AgentReport['checks'];
  slowQueries(): AgentReport['slowQueries'];
  caches(): readonly CacheReport[];
}

export interface ReporterOptions {
  readonly link: AgentLink;
  readonly source: ReportSource;
  readonly instruments: Instruments;
  readonly host: SettingsHost;
  readonly trials: TrialRunner;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Told of every answer, after the settings have converged. */
  readonly onAnswer?: (answer: AgentAnswer) => void;
}

/**
 * Reports, obeys, reports again. A collector that is gone changes nothing but that: settings stay, trials run out by
 * themselves, measurements wait in the log.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #deltas = new DeltaLog();
  readonly #stop = new AbortController();
  readonly #caches: CacheNews;
  #appliedRevision = 0;
  #lastBatchAt: number;
  #loop: Promise<void> | undefined;
  #outage: string | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#caches = new CacheNews(() => options.source.caches());
    this.#lastBatchAt = options.clock.monotonic();
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** One sentence about why the collector does not answer, or undefined while it does. */
  get outage(): string | undefined {
    return this.#outage;
  }

  /** Ends reporting; the last report says that the process leaves on purpose and has not crashed. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    if (this.#loop !== undefined && this.#outage === undefined) await this.#sayGoodbye();
    await this.#options.link.close();
  }

  async #sayGoodbye(): Promise<void> {
    try {
      const goodbye = { ...this.#report(), leaving: true as const, holdMs: 0 };
      await this.#options.link.exchange(goodbye, AbortSignal.timeout(GOODBYE_MS));
    } catch (error) {
      this.#options.log.info({ error: String(error) }, 'the collector did not take leave');
    }
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#isStopped()) {
      try {
        const answer = await this.#options.link.exchange(this.#report(), this.#stop.signal);
        this.#obey(answer);
        this.#recovered();
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (this.#isStopped()) return;
        const permanent = error instanceof LinkError && error.permanent;
        this.#failed(error);
        await this.#pause(permanent ? PERMANENT_RETRY_MS : retryMs * (0.5 + this.#options.random()));
        retryMs = Math.min(MAX_RETRY_MS, retryMs * 2);
      }
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #report(): AgentReport {
    const { instruments, host, trials, source, clock } = this.#options;
    const now = clock.monotonic();
    this.#deltas.add(instruments.totals(), trials.drainBlocks(), now - this.#lastBatchAt);
    this.#lastBatchAt = now;
    const caches = this.#caches.take(now);
    return {
      protocol: AGENT_PROTOCOL,
      ...source.identity,
      appliedRevision: this.#appliedRevision,
      refused: host.refused,
      settings: host.states(),
      trials: trials.statuses(),
      batches: this.#deltas.pending,
      checks: source.checks(),
      slowQueries: source.slowQueries(),
      ...(caches === undefined ? {} : { caches }),
      holdMs: trials.active ? TRIAL_HOLD_MS : REPORT_HOLD_MS,
    };
  }

  #obey(answer: AgentAnswer): void {
    const { host, trials } = this.#options;
    this.#deltas.acknowledge(answer.acknowledged);
    this.#caches.arrived(this.#lastBatchAt);
    host.apply(answer.desired);
    trials.update(answer.desired.trials);
    this.#appliedRevision = answer.desired.revision;
    this.#options.onAnswer?.(answer);
  }

  #failed(error: unknown): void {
    this.#caches.lost();
    const sentence = error instanceof Error ? error.message : String(error);
    if (this.#outage !== sentence) this.#options.log.warn({ error: sentence }, 'the collector does not answer');
    this.#outage = sentence;
  }

  #recovered(): void {
    if (this.#outage !== undefined) this.#options.log.info({}, 'the collector answers again');
    this.#outage = undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#options.clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
  }
}
