import { RecentChecks } from './recent-checks.js';
import { ttlSecondsFor } from './staleness-model.js';
import { StaleWindow, WINDOW_MS, type StaleCount } from './stale-window.js';
import { updateRateOf, type UpdateRate } from './update-rate.js';

export interface LearnerOptions {
  /** Share of hits that may be given out after their value has changed, in every five minutes; 0 to 1, both excluded. */
  readonly budget: number;
  /** Where the TTL stands while little is known. */
  readonly declaredSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Every update is reported at once, so that nothing stale is given out whatever the TTL. */
  readonly reported: boolean;
}

/** How often `next` is to be called. */
export const STEP_MS = 5000;

/** Per step; an automatic change elsewhere may be by 25 %. */
const RISE = 1.1;
const FALL = 0.25;
/** Fewer checks in five minutes say nothing. */
const MIN_CHECKS = 20;
/** Half of the budget is kept for the day when updates become faster, which shows after some of it is spent. */
const TARGET = 0.5;
/** The latest part is believed where it alone has seen so many changes. */
const LATELY_MS = 60_000;
const MIN_CHANGES_LATELY = 3;
/** Changes that are found within so long of each other may be one update of everything. */
const ONE_UPDATE_MS = 1000;
/** By how much the model is corrected by what is measured: between, down, up again, after which time again. */
const CORRECTION = { least: 1 / 32, most: 1, down: 0.7, up: 1.05, everyMs: 15_000 } as const;

/**
 * How long the answers of one group (a route, or keys with a prefix) stay true. Pure: times are monotonic milliseconds from
 * the caller, TTLs seconds.
 *
 * Measured: the stale share, by asking after a sample of the hits, at once, whether what was given out was still true. What was
 * found changed is not given out again, and is counted on as stale for as long as it would have been fresh: so the share is
 * that of entries which nobody asks after, and an upper bound for all.
 * Estimated: the update rate, which supposes that updates are Poisson and equal among keys, and the TTL at which by that model
 * the share would be half of the budget. Since neither has to be so (updates come in bursts, hot keys change more often), the
 * measured share corrects the model, downwards only. How much of the budget the last five minutes have left scales the aim, so
 * that what was spent on a surprise is saved afterwards.
 *
 * Only changes that were seen lower the TTL. Silence raises it in proportion to how long it has lasted, and not to how many
 * entries were silent, since the next update may change all of them at once.
 */
export class TtlLearner {
  readonly #options: LearnerOptions;
  readonly #checks = new RecentChecks();
  readonly #window = new StaleWindow();
  #correction = 1;
  #correctedAtMs = -Infinity;
  #rate: UpdateRate | undefined;
  /** Since when no change was seen. */
  #silentSinceMs: number | undefined;

  constructor(options: LearnerOptions) {
    this.#options = options;
  }

  get budget(): number {
    return this.#options.budget;
  }

  /** A version was read anew, this many seconds after it had been known before. */
  checked(nowMs: number, seconds: number, changed: boolean): void {
    if (changed) this.#silentSinceMs = nowMs;
    else this.#silentSinceMs ??= nowMs;
    this.#checks.add(nowMs, seconds, changed);
  }

  /** A hit was looked into. */
  hit(nowMs: number, stale: boolean): void {
    this.#window.add(nowMs, stale);
  }

  /** Of the hits of the last five minutes that were looked into. */
  measured(nowMs: number): StaleCount {
    return this.#window.last(WINDOW_MS, nowMs);
  }

  /** As of the last `next`; undefined before anything was checked. Of changes that were not reported. */
  get updateRate(): UpdateRate | undefined {
    return this.#rate;
  }

  /** The TTL that is to follow this one. */
  next(nowMs: number, ttlSeconds: number): number {
    const goal = this.#goal(nowMs, ttlSeconds);
    return this.#within(Math.min(ttlSeconds * RISE, Math.max(ttlSeconds * FALL, goal)));
  }

  #goal(nowMs: number, ttlSeconds: number): number {
    const { declaredSeconds, maxSeconds, reported } = this.#options;
    if (reported) return maxSeconds;
    const all = updateRateOf(this.#checks.since(nowMs - WINDOW_MS), ONE_UPDATE_MS);
    this.#rate = all.checks === 0 ? undefined : all;
    // What was learned about faster updates is not forgotten because nobody asks.
    if (all.checks < MIN_CHECKS) return Math.min(ttlSeconds, declaredSeconds);
    const lately = updateRateOf(this.#checks.since(nowMs - LATELY_MS), ONE_UPDATE_MS);
    const likely = lately.changes >= MIN_CHANGES_LATELY ? Math.max(all.perSecond, lately.perSecond) : all.perSecond;
    const upper = all.updates === 0 ? this.#silentRate(nowMs) : likely * (1 + 1 / all.updates);
    const share = this.#aim(nowMs);
    const low = ttlSecondsFor(upper, share);
    const high = ttlSecondsFor(likely, share);
    return Math.min(high, Math.max(low, ttlSeconds));
  }

  /** The highest rate, per second, that goes with one update of everything just about to come. */
  #silentRate(nowMs: number): number {
    return 1000 / Math.max(1, nowMs - (this.#silentSinceMs ?? nowMs));
  }

  /** The stale share to aim at by the model. */
  #aim(nowMs: number): number {
    const { budget } = this.#options;
    const { hits, stale } = this.measured(nowMs);
    const spent = hits === 0 ? 0 : stale / hits / budget;
    this.#correct(nowMs);
    const left = Math.min(1, Math.max(0.02, 2 * (1 - spent)));
    return Math.min(0.9, budget * TARGET * left * this.#correction);
  }

  #correct(nowMs: number): void {
    if (nowMs - this.#correctedAtMs < CORRECTION.everyMs) return;
    const aim = this.#options.budget * TARGET;
    const lately = this.#window.last(LATELY_MS, nowMs);
    const all = this.measured(nowMs);
    // A share that was above the aim by chance is told from one that is above it by two standard deviations.
    const expected = lately.hits * aim;
    if (lately.stale > expected + 2 * Math.sqrt(expected) && lately.stale >= MIN_CHANGES_LATELY) {
      this.#correction = Math.max(CORRECTION.least, this.#correction * CORRECTION.down);
    } else if (all.hits > 0 && all.stale / all.hits < aim) {
      this.#correction = Math.min(CORRECTION.most, this.#correction * CORRECTION.up);
    } else return;
    this.#correctedAtMs = nowMs;
  }

  #within(seconds: number): number {
    const { minSeconds, maxSeconds } = this.#options;
    return Math.min(maxSeconds, Math.max(minSeconds, seconds));
  }
}
