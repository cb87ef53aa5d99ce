import type { ThresholdMetric, Trigger } from '../contract/index.js';
import { ProblemError } from '../contract/index.js';
import { thresholdRows } from './documents/report.js';
import { diagnose } from './planning/diagnose.js';
import { createPlan } from './planning/planner.js';
import { ENGINE } from './runner/probation.js';
import type { Runtime } from './service/runtime.js';
import type { Unit } from './service/unit.js';

const LOOK_MS = 5_000;

interface Watch {
  /** Monotonic time since which each threshold has been exceeded without a break. */
  readonly exceededSince: Map<ThresholdMetric, number>;
  nextIntervalMs: number;
  busy: boolean;
}

export interface TriggersOptions {
  readonly runtime: Runtime;
  readonly units: () => readonly Unit[];
  /** What else is to be done regularly. */
  readonly onLook: () => void;
}

/** Looks at every service regularly: acts when a threshold stays exceeded, and when the interval has passed. */
export class Triggers {
  readonly #options: TriggersOptions;
  readonly #watches = new Map<string, Watch>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: TriggersOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#cancel !== undefined || this.#closed) return;
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #schedule(): void {
    const { clock, timing } = this.#options.runtime;
    const ms = Math.max(100, Math.min(LOOK_MS, timing.intervalMs / 4, timing.thresholdHoldMs / 4 || LOOK_MS));
    this.#cancel = clock.after(ms, () => {
      this.#look();
      if (!this.#closed) this.#schedule();
    });
  }

  #look(): void {
    this.#options.onLook();
    for (const unit of this.#options.units()) {
      const watch = this.#watchOf(unit);
      const trigger = this.#due(unit, watch);
      if (trigger !== undefined && !watch.busy) this.#fire(unit, watch, trigger);
    }
  }

  #watchOf({ service }: Unit): Watch {
    const { clock, timing } = this.#options.runtime;
    const known = this.#watches.get(service.name);
    if (known !== undefined) return known;
    const watch: Watch = {
      exceededSince: new Map(),
      nextIntervalMs: clock.monotonic() + timing.intervalMs,
      busy: false,
    };
    this.#watches.set(service.name, watch);
    return watch;
  }

  /** The trigger that is due; a threshold that has fired has to be held anew before it fires again. */
  #due({ service }: Unit, watch: Watch): Trigger | undefined {
    const { clock, timing } = this.#options.runtime;
    const now = clock.monotonic();
    let due: Trigger | undefined;
    for (const { metric, exceeded } of thresholdRows(service, service.view())) {
      const since = watch.exceededSince.get(metric);
      if (!exceeded) watch.exceededSince.delete(metric);
      else if (since === undefined) watch.exceededSince.set(metric, now);
      else if (now - since >= timing.thresholdHoldMs) {
        watch.exceededSince.set(metric, now);
        due = 'threshold';
      }
    }
    if (now >= watch.nextIntervalMs) {
      watch.nextIntervalMs = now + timing.intervalMs;
      due ??= 'interval';
    }
    return due;
  }

  #fire(unit: Unit, watch: Watch, trigger: Trigger): void {
    const { log } = this.#options.runtime;
    watch.busy = true;
    this.#act(unit, trigger)
      .catch((error: unknown) => {
        const fields = { err: error, service: unit.service.name, trigger };
        if (error instanceof ProblemError) log.info(fields, `the ${trigger} trigger did not act: ${error.message}`);
        else log.error(fields, `the ${trigger} trigger failed`);
      })
      .finally(() => {
        watch.busy = false;
      });
  }

  async #act({ service, book, runner }: Unit, trigger: Trigger): Promise<void> {
    const { log } = this.#options.runtime;
    if (book.active !== undefined || service.fleet.connected.length === 0) return;
    if (service.mode === 'observe') {
      const findings = diagnose(service, service.view(), 'automatic').map(({ title }) => title);
      log.debug({ service: service.name, trigger, findings }, 'observed only: the mode is observe');
      return;
    }
    const plan = await createPlan(service, book, [], trigger);
    const [refusal] = plan.refusals;
    if (plan.changes.length === 0 || refusal !== undefined) {
      log.debug({ service: service.name, trigger }, refusal?.sentence ?? 'nothing to change');
      return;
    }
    if (service.mode === 'propose') runner.propose(plan, ENGINE);
    else await runner.confirm(plan, ENGINE);
  }
}
