import type { Arm, BlockDelta, Clock, KeySplit, Log, Trial, TrialStatus } from '../contract/index.js';
import type { RequestContext } from '../instruments/request-context.js';
import { BlockLedger } from './block-ledger.js';
import { armOfBlock } from './block-schedule.js';
import type { SettingsHost } from './settings-host.js';

interface Running {
  trial: Trial;
  state: TrialStatus['state'];
  error?: string;
  readonly begin: number;
  renewedAt: number;
  split?: KeySplit;
  cancelTimer: () => void;
}

/**
 * Runs the trials of one process. A trial is a lease: what is not renewed in time, or has lasted too long, falls back to `a`,
 * whatever has become of the collector. Everything by the monotonic clock.
 */
export class TrialRunner {
  readonly #running = new Map<string, Running>();
  readonly #blocks = new BlockLedger();
  readonly #host: SettingsHost;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(options: { host: SettingsHost; clock: Clock; log: Log }) {
    this.#host = options.host;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** True while a trial wants requests recorded. */
  get active(): boolean {
    return this.#running.size > 0;
  }

  /** Begins, renews and ends trials so that exactly `trials` run. */
  update(trials: readonly Trial[]): void {
    const wanted = new Set(trials.map((trial) => trial.id));
    for (const [id, running] of this.#running) if (!wanted.has(id)) this.#end(id, running);
    for (const trial of trials) {
      const running = this.#running.get(trial.id);
      if (running === undefined) this.#begin(trial);
      else this.#renew(running, trial);
    }
  }

  record(context: RequestContext, durationSeconds: number, statusCode: number): void {
    if (!this.active) return;
    for (const running of this.#running.values()) {
      const at = this.#armAndBlock(running, context);
      if (at === undefined) continue;
      this.#blocks.record(running.trial.id, at.arm, at.block, context.route, durationSeconds, statusCode >= 500);
    }
  }

  recordRejected(context: RequestContext): void {
    for (const running of this.#running.values()) {
      const at = this.#armAndBlock(running, context);
      if (at !== undefined) this.#blocks.reject(running.trial.id, at.arm, at.block, context.route);
    }
  }

  drainBlocks(): readonly BlockDelta[] {
    return this.#blocks.drain();
  }

  statuses(): readonly TrialStatus[] {
    return [...this.#running.values()].map(({ trial, state, error }) => ({
      trial: trial.id,
      state,
      ...(error === undefined ? {} : { error }),
    }));
  }

  close(): void {
    this.update([]);
  }

  #begin(trial: Trial): void {
    const now = this.#clock.monotonic();
    const running: Running = { trial, state: 'running', begin: now, renewedAt: now, cancelTimer: () => {} };
    this.#running.set(trial.id, running);
    const tunable = this.#host.find(trial.setting);
    if (tunable === undefined) {
      this.#fail(running, `This process has no setting "${trial.setting}".`);
      return;
    }
    // Both values hold while keys are divided; what is shown is the settled one.
    this.#host.hold(trial.setting, trial.split.by === 'keys' ? trial.a : undefined);
    try {
      if (trial.split.by === 'keys') {
        if (tunable.splitByKeys === undefined) throw new Error(`"${trial.setting}" cannot be split by keys.`);
        const { share, swapped } = trial.split;
        const [first, second] = swapped ? [trial.b, trial.a] : [trial.a, trial.b];
        running.split = tunable.splitByKeys(first, second, share, trial.seed);
      } else {
        this.#turn(running);
      }
      this.#schedule(running);
    } catch (error) {
      this.#fail(running, error instanceof Error ? error.message : String(error));
    }
  }

  #renew(running: Running, trial: Trial): void {
    running.trial = trial;
    running.renewedAt = this.#clock.monotonic();
    if (running.state !== 'running') return;
    try {
      if (trial.split.by === 'whole') this.#turn(running);
    } catch (error) {
      this.#fail(running, error instanceof Error ? error.message : String(error));
    }
  }

  /** Sets the value of the arm that is due now. */
  #turn(running: Running): void {
    const { trial } = running;
    const tunable = this.#host.find(trial.setting);
    const arm = this.#currentArm(running);
    const value = arm === 'a' ? trial.a : trial.b;
    if (tunable !== undefined && tunable.get() !== value) tunable.set(value);
  }

  #currentArm(running: Running): Arm {
    const { split, seed } = running.trial;
    return split.by === 'whole' ? split.arm : armOfBlock(seed, this.#blockAt(running, this.#clock.monotonic()));
  }

  #blockAt(running: Running, monotonicMs: number): number {
    return Math.floor((monotonicMs - running.begin) / running.trial.blockMs);
  }

  /** Wakes at whatever comes first: the next block, the end of the lease, the end of the trial. */
  #schedule(running: Running): void {
    const { trial } = running;
    const now = this.#clock.monotonic();
    const deadline = Math.min(running.renewedAt + trial.renewWithinMs, running.begin + trial.lastsMs);
    const nextBlock = running.begin + (this.#blockAt(running, now) + 1) * trial.blockMs;
    const wakeAt = trial.split.by === 'blocks' ? Math.min(deadline, nextBlock) : deadline;
    running.cancelTimer = this.#clock.after(Math.max(1, wakeAt - now), () => this.#wake(running));
  }

  #wake(running: Running): void {
    if (running.state !== 'running') return;
    const { trial } = running;
    const now = this.#clock.monotonic();
    if (now >= running.begin + trial.lastsMs || now >= running.renewedAt + trial.renewWithinMs) {
      running.state = 'expired';
      this.#fallBack(running);
      this.#log.warn(
        { trial: trial.id, setting: trial.setting, value: trial.a },
        'trial not renewed, back to its old value'
      );
      return;
    }
    try {
      if (trial.split.by === 'blocks') this.#turn(running);
      this.#schedule(running);
    } catch (error) {
      this.#fail(running, error instanceof Error ? error.message : String(error));
    }
  }

  #armAndBlock(running: Running, context: RequestContext): { arm: Arm; block: number } | undefined {
    const { trial, begin } = running;
    if (running.state !== 'running' || context.startedAt < begin) return undefined;
    const block = this.#blockAt(running, context.startedAt);
    switch (trial.split.by) {
      case 'keys':
        if (context.arm !== 'a' && context.arm !== 'b') return undefined;
        // The cache marks the keys below the share with b, whatever they are given.
        return { arm: (context.arm === 'b') === trial.split.swapped ? 'a' : 'b', block };
      case 'whole':
        return { arm: trial.split.arm, block };
      case 'blocks': {
        const washedOut = context.startedAt - begin - block * trial.blockMs >= trial.split.washoutMs;
        return washedOut ? { arm: armOfBlock(trial.seed, block), block } : undefined;
      }
    }
  }

  #fail(running: Running, error: string): void {
    running.state = 'failed';
    running.error = error;
    this.#fallBack(running);
    this.#log.warn({ trial: running.trial.id, setting: running.trial.setting, error }, 'trial could not run');
  }

  /** Back to `a`, and the setting stays held until the collector has heard of it. */
  #fallBack(running: Running): void {
    running.cancelTimer();
    const { trial } = running;
    try {
      if (running.split !== undefined) running.split.end(trial.a);
      else this.#host.find(trial.setting)?.set(trial.a);
    } catch (error) {
      this.#log.error({ trial: trial.id, setting: trial.setting, error: String(error) }, 'old value could not be set');
    }
    delete running.split;
  }

  #end(id: string, running: Running): void {
    running.cancelTimer();
    this.#running.delete(id);
    const { setting, a } = running.trial;
    if (running.split !== undefined) running.split.end(this.#host.settled(setting) ?? a);
    this.#host.release(setting);
  }
}
