import type {
  Change,
  Decision,
  DecisionReason,
  Measurement,
  Outcome,
  Refusal,
  StoredSetting,
} from '../../contract/index.js';
import { methodOf } from '../planning/plan.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import type { OptimizationBook } from './optimization-book.js';
import type { ChangeRecord, OptimizationRecord } from './optimization-record.js';
import { recordDecision } from './record-decision.js';
import { decisionSentence } from './sentences.js';
import { TrialRun } from './trial-run.js';

/** What a trial ended with. */
interface End {
  readonly outcome: Outcome;
  readonly reason: DecisionReason;
  readonly why?: string;
  readonly measured?: Measurement | undefined;
}

/** `stop`: nothing more can be tried, with the reason. */
export type Step = { readonly next: true } | { readonly next: false; readonly why: string };

const GO_ON: Step = { next: true };
/** How long instances get to come back to what is stored, in milliseconds. */
const CONVERGE_MS = 5_000;
/** An interval of the ratio wholly above this shows that there is no gain worth having. */
const NO_GAIN_RATIO = 0.95;

/** Tries one change: pending, trial, judgement, decision. */
export class ChangeRunner {
  readonly #service: Service;
  readonly #book: OptimizationBook;
  readonly #onKept: (record: OptimizationRecord, entry: ChangeRecord) => void;

  constructor(
    service: Service,
    book: OptimizationBook,
    onKept: (record: OptimizationRecord, entry: ChangeRecord) => void
  ) {
    this.#service = service;
    this.#book = book;
    this.#onKept = onKept;
  }

  async try(record: OptimizationRecord, entry: ChangeRecord): Promise<Step> {
    const { clock, timing, log } = this.#service.runtime;
    const setting = this.#service.setting(entry.change.setting);
    const settleMs = settleOf(entry.change, setting?.settleMs ?? 0);
    const method = setting === undefined ? entry.change.method : methodOf(setting, setting.on.length);
    entry.startedAt = isoNow(clock);
    entry.state = 'applying';
    if (method === 'before/after') await this.#awaitBefore(record, entry);
    if (stopsAt(record, entry) !== undefined) {
      entry.state = 'cancelled';
      return GO_ON;
    }
    entry.former = this.#service.memory.state.settings[entry.change.setting];
    try {
      await this.#writePending(record, entry);
    } catch (error) {
      entry.state = 'cancelled';
      log.error({ err: error, service: this.#service.name }, 'nothing is applied: the store cannot be written');
      return { next: false, why: `The store cannot be written, so nothing more was applied: ${messageOf(error)}` };
    }
    entry.deadlineMs = clock.monotonic() + timing.judgeMs;
    this.#service.trying.set(entry.change.setting, entry.change.from);
    const trial = new TrialRun(this.#service, entry.change, settleMs, method);
    trial.start();
    const end = await this.#observe(record, entry, trial);
    return 'dropped' in end
      ? await this.#drop(entry, trial, settleMs, end.dropped)
      : await this.#decide(record, entry, trial, settleMs, end);
  }

  /** Before/after needs a before: measurements under the settings that hold now. */
  async #awaitBefore(record: OptimizationRecord, entry: ChangeRecord): Promise<void> {
    const { clock, timing } = this.#service.runtime;
    const neededMs = Math.min(timing.baselineMs, timing.judgeMs / 3);
    const missingMs = this.#service.steadySinceMs + neededMs - clock.monotonic();
    if (missingMs > 0) await this.#service.waiter.until(() => stopsAt(record, entry) !== undefined, missingMs);
  }

  async #observe(
    record: OptimizationRecord,
    entry: ChangeRecord,
    trial: TrialRun
  ): Promise<End | { dropped: Refusal }> {
    const { clock, timing } = this.#service.runtime;
    for (;;) {
      const interrupt = stopsAt(record, entry);
      if (interrupt !== undefined) {
        return { outcome: 'reverted', reason: interrupt.reason, why: interrupt.sentence, measured: entry.live };
      }
      const { failure } = trial;
      if (failure !== undefined && entry.appliedAt === undefined)
        return { dropped: refusedByAgent(entry.change, failure) };
      const loss = failure ?? trial.loss;
      if (loss !== undefined) return { outcome: 'reverted', reason: 'lost', why: loss, measured: entry.live };
      if (entry.appliedAt === undefined && trial.applied) {
        entry.appliedAt = isoNow(clock);
        entry.state = 'observing';
        record.state = 'observing';
        this.#service.runtime.series.state(record.service, 'observing');
      }
      trial.advance();
      const isOver = trial.elapsedMs >= timing.judgeMs;
      const { verdict, measurement } = trial.judge(isOver);
      if (measurement !== undefined) entry.live = measurement;
      if (verdict.kind === 'gain') return { outcome: 'kept', reason: 'gain', measured: measurement };
      if (verdict.kind === 'harm') {
        return { outcome: 'reverted', reason: 'harm', why: verdict.why, measured: measurement };
      }
      if (verdict.kind === 'no-gain') {
        const isShown = measurement !== undefined && measurement.low > NO_GAIN_RATIO;
        return { outcome: isShown ? 'reverted' : 'inconclusive', reason: 'no-gain', measured: measurement };
      }
      const seen = this.#service.reports;
      const leftMs = timing.judgeMs - trial.elapsedMs;
      // Many instances report often; nothing is missed by looking a few times per block.
      const nextMs = entry.appliedAt === undefined ? 0 : clock.monotonic() + timing.blockMs / 4;
      await this.#service.waiter.until(
        () => (this.#service.reports !== seen && clock.monotonic() >= nextMs) || stopsAt(record, entry) !== undefined,
        Math.max(1, Math.min(leftMs, timing.blockMs))
      );
    }
  }

  async #drop(entry: ChangeRecord, trial: TrialRun, settleMs: number, refusal: Refusal): Promise<Step> {
    entry.state = 'dropped';
    entry.dropped = refusal;
    await this.#endTrial(entry, trial, settleMs);
    await this.#clearPending();
    return GO_ON;
  }

  async #decide(
    record: OptimizationRecord,
    entry: ChangeRecord,
    trial: TrialRun,
    settleMs: number,
    end: End
  ): Promise<Step> {
    let final = end;
    let step = GO_ON;
    if (end.outcome === 'kept') {
      try {
        await this.#keep(record, entry.change);
      } catch (error) {
        const why = `The store cannot be written, so the old value stays: ${messageOf(error)}`;
        final = { ...end, outcome: 'reverted', reason: 'lost', why };
        step = { next: false, why };
      }
    }
    await this.#endTrial(entry, trial, settleMs);
    if (final.outcome !== 'kept') await this.#clearPending();
    const decision = this.#decisionOf(record, entry, final);
    entry.decision = decision;
    entry.state = final.outcome;
    if (final.outcome === 'kept') this.#onKept(record, entry);
    await recordDecision(this.#service, this.#book, decision);
    return step;
  }

  /** The new value and the end of the lease reach the instances in one answer. */
  async #endTrial(entry: ChangeRecord, trial: TrialRun, settleMs: number): Promise<void> {
    this.#service.trying.delete(entry.change.setting);
    trial.end();
    const { fleet, waiter } = this.#service;
    const waitMs = this.#service.closing ? 0 : CONVERGE_MS;
    await waiter.until(() => fleet.connected.every((session) => session.converged), waitMs);
    this.#service.markTurned(settleMs);
  }

  async #writePending(record: OptimizationRecord, { change }: ChangeRecord): Promise<void> {
    const at = isoNow(this.#service.runtime.clock);
    await this.#service.memory.update(() => ({
      pending: {
        optimization: record.id,
        change: change.id,
        setting: change.setting,
        from: change.from,
        to: change.to,
        at,
      },
    }));
  }

  async #keep(record: OptimizationRecord, { setting, to }: Change): Promise<void> {
    const kept: StoredSetting = {
      value: to,
      owner: 'engine',
      by: record.actor,
      at: isoNow(this.#service.runtime.clock),
    };
    await this.#service.memory.update((state) => ({
      settings: { ...state.settings, [setting]: kept },
      pending: undefined,
    }));
  }

  async #clearPending(): Promise<void> {
    try {
      await this.#service.memory.update(() => ({ pending: undefined }));
    } catch (error) {
      // The next start finds it, sees the decision on the ledger, and removes it.
      this.#service.runtime.log.error(
        { err: error },
        'the end of a trial could not be stored; its old value is in force'
      );
    }
  }

  #decisionOf(record: OptimizationRecord, { change }: ChangeRecord, end: End): Decision {
    const { clock, newId } = this.#service.runtime;
    return {
      id: newId('decision'),
      at: isoNow(clock),
      service: record.service,
      optimization: record.id,
      plan: record.plan,
      change: change.id,
      rule: change.rule,
      setting: change.setting,
      unit: change.unit,
      from: change.from,
      to: change.to,
      trigger: record.trigger,
      outcome: end.outcome,
      reason: end.reason,
      actor: record.actor,
      expected: change.expected,
      ...(end.measured === undefined ? {} : { measured: end.measured }),
      sentence: decisionSentence(change, end.outcome, end.reason, end.measured, end.why),
    };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The interrupt that concerns this change. */
const stopsAt = ({ interrupt }: OptimizationRecord, { change }: ChangeRecord): OptimizationRecord['interrupt'] =>
  interrupt?.setting === undefined || interrupt.setting === change.setting ? interrupt : undefined;

/** Caches show a new TTL only once entries have lived through it. */
const settleOf = ({ kind, to }: Change, settleMs: number): number =>
  kind === 'ttl' && typeof to === 'number' ? Math.max(settleMs, to * 1000) : settleMs;

const refusedByAgent = ({ setting }: Change, sentence: string): Refusal => ({
  guard: 'out-of-bounds',
  setting,
  sentence: `The application did not take the value: ${sentence}`,
  nextStep: 'See the bounds of the setting in the application.',
});
