import type { Actor, Optimization, Plan, Refusal } from '../../contract/index.js';
import { API_BASE, ProblemError } from '../../contract/index.js';
import { diagnose } from '../planning/diagnose.js';
import { createPlan, guardsOf } from '../planning/planner.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import { formatSetting } from '../settings/validate.js';
import { audit } from '../state/audit.js';
import { ChangeRunner } from './change-runner.js';
import type { OptimizationBook } from './optimization-book.js';
import type { ChangeRecord, Interrupt, OptimizationRecord } from './optimization-record.js';
import { isActive, recordOf, viewOf } from './optimization-record.js';
import { recheck } from './recheck.js';
import { summaryOf } from './sentences.js';

/** Guards that come and go with what the optimization itself does; they are asked before it begins only. */
const BEFORE_ONLY: ReadonlySet<Refusal['guard']> = new Set([
  'running',
  'store-unwritable',
  'recent-incident',
  'no-baseline',
  'observe-mode',
]);

/** Confirms plans and carries them out, one optimization of the service at a time. */
export class OptimizationRunner {
  readonly #service: Service;
  readonly #book: OptimizationBook;
  readonly #changes: ChangeRunner;
  /** Confirmations that are being checked: of one plan they share the result, of another one they wait in line. */
  readonly #confirming = new Map<string, Promise<{ optimization: Optimization; created: boolean }>>();

  constructor(
    service: Service,
    book: OptimizationBook,
    onKept: (record: OptimizationRecord, entry: ChangeRecord) => void
  ) {
    this.#service = service;
    this.#book = book;
    this.#changes = new ChangeRunner(service, book, onKept);
  }

  view(record: OptimizationRecord): Optimization {
    const { clock, timing } = this.#service.runtime;
    return viewOf(record, clock.monotonic(), timing.judgeMs);
  }

  async confirm(plan: Plan, actor: Actor): Promise<{ optimization: Optimization; created: boolean }> {
    const waiting = this.#confirming.get(plan.id);
    if (waiting !== undefined) return { optimization: (await waiting).optimization, created: false };
    const before = [...this.#confirming.values()];
    const confirmation = Promise.allSettled(before).then(() => this.#confirm(plan, actor));
    this.#confirming.set(plan.id, confirmation);
    try {
      return await confirmation;
    } finally {
      this.#confirming.delete(plan.id);
    }
  }

  /** Leaves a plan of a trigger for a person. */
  propose(plan: Plan, actor: Actor): OptimizationRecord {
    const record = recordOf(plan, {
      id: this.#service.runtime.newId('optimization'),
      actor,
      state: 'planned',
      startedAt: plan.createdAt,
      sentence: `${plan.changes.length} ${plan.changes.length === 1 ? 'change waits' : 'changes wait'} for somebody to confirm.`,
    });
    this.#book.add(record);
    this.#setState(record, 'planned', record.sentence);
    return record;
  }

  /** Asks a running optimization, or one of its changes, to stop. */
  interrupt(record: OptimizationRecord, interrupt: Interrupt): void {
    if (!isActive(record)) return;
    const stopsAll = record.interrupt !== undefined && record.interrupt.setting === undefined;
    if (!stopsAll) record.interrupt = interrupt;
    this.#service.waiter.notify();
  }

  async cancel(record: OptimizationRecord, actor: Actor): Promise<Optimization> {
    if (record.state === 'planned') {
      this.#setState(record, 'cancelled', `Cancelled by ${actor.name} before anything was changed.`);
      record.finishedAt = isoNow(this.#service.runtime.clock);
    } else if (isActive(record)) {
      this.interrupt(record, { reason: 'cancelled', sentence: `${actor.name} cancelled it` });
      await audit(this.#service, actor, 'optimization-cancelled', null, { optimization: record.id });
      await record.finished;
    } else {
      throw new ProblemError(
        'not-revertible',
        `The optimization ${record.id} has ended already (${record.state}).`,
        'Revert it if what it kept shall be undone.'
      );
    }
    return this.view(record);
  }

  async #confirm(plan: Plan, actor: Actor): Promise<{ optimization: Optimization; created: boolean }> {
    const former = this.#book.ofPlan(plan.id);
    if (former !== undefined && former.state !== 'planned') return { optimization: this.view(former), created: false };
    const { clock, newId, store } = this.#service.runtime;
    if (Date.parse(plan.expiresAt) <= clock.now()) {
      throw await this.#offerNew(plan, 'plan-expired', `The plan was made at ${plan.createdAt} and has expired.`);
    }
    this.#refuseWhileRunning();
    const stale = this.#staleness(plan);
    if (stale !== undefined) throw await this.#offerNew(plan, 'plan-stale', stale);
    await store.check();
    const refusal = this.#refusals(plan, undefined)[0];
    if (refusal !== undefined) throw refusedProblem(refusal);
    const record =
      former ?? recordOf(plan, { id: newId('optimization'), actor, state: 'planned', startedAt: '', sentence: '' });
    record.actor = actor;
    record.startedAt = isoNow(clock);
    if (former === undefined) this.#book.add(record);
    if (plan.changes.length === 0) {
      this.#setState(record, 'nothing-to-do', 'Nothing was found that a setting would make faster.');
      record.finishedAt = record.startedAt;
      return { optimization: this.view(record), created: true };
    }
    this.#setState(
      record,
      'applying',
      `Trying ${plan.changes.length} ${plan.changes.length === 1 ? 'change' : 'changes'}, one at a time.`
    );
    // The ledger's line is written beside the first trial: what is measured is how fast a press takes effect.
    record.finished = Promise.all([this.#audit(plan, record), this.#run(record, plan)]).then(() => undefined);
    return { optimization: this.view(record), created: true };
  }

  async #run(record: OptimizationRecord, plan: Plan): Promise<void> {
    const { log } = this.#service.runtime;
    let failure: string | undefined;
    try {
      for (const [index, entry] of record.changes.entries()) {
        if (record.interrupt !== undefined && record.interrupt.setting === undefined) break;
        const refusal =
          (index === 0 ? undefined : this.#refusals(plan, record)[0]) ?? recheck(this.#service, entry, record.trigger);
        if (refusal !== undefined) {
          entry.state = 'dropped';
          entry.dropped = refusal;
          log.info({ service: record.service, setting: entry.change.setting, guard: refusal.guard }, refusal.sentence);
          continue;
        }
        this.#setState(record, 'applying', `Trying ${entry.change.title} (${index + 1} of ${record.changes.length}).`);
        const step = await this.#changes.try(record, entry);
        forgetInterruptOfSetting(record);
        if (!step.next) {
          failure = step.why;
          break;
        }
      }
    } catch (error) {
      log.error({ err: error, service: record.service, optimization: record.id }, 'an optimization failed');
      failure = `Something went wrong here: ${error instanceof Error ? error.message : String(error)}`;
      this.#service.trying.clear();
      this.#service.setTrials(new Map());
    }
    this.#finish(record, failure);
  }

  #finish(record: OptimizationRecord, failure: string | undefined): void {
    for (const entry of record.changes) if (entry.state === 'waiting') entry.state = 'cancelled';
    record.finishedAt = isoNow(this.#service.runtime.clock);
    const summary = summaryOf(record);
    const allDropped = record.changes.every(({ state }) => state === 'dropped');
    if (failure !== undefined) this.#setState(record, 'failed', failure);
    else if (record.interrupt !== undefined) {
      this.#setState(record, 'cancelled', `Cancelled because ${record.interrupt.sentence}. ${summary}`);
    } else if (allDropped) this.#setState(record, 'refused', record.changes[0]?.dropped?.sentence ?? summary);
    else if (this.#service.fleet.connected.length === 0) {
      this.#setState(record, 'failed', `No instance is connected any more. ${summary}`);
    } else this.#setState(record, 'settled', summary);
    this.#service.runtime.log.info(
      { service: record.service, optimization: record.id, state: record.state },
      record.sentence
    );
  }

  #setState(record: OptimizationRecord, state: OptimizationRecord['state'], sentence: string): void {
    record.state = state;
    record.sentence = sentence;
    this.#service.runtime.series.state(record.service, state);
  }

  #refuseWhileRunning(): void {
    const running = this.#book.active;
    if (running === undefined) return;
    throw new ProblemError(
      'optimization-running',
      `Another optimization of "${this.#service.name}" is running, started by ${running.actor.name}.`,
      'Wait until it has settled, or cancel it.',
      { link: `${API_BASE}/optimizations/${running.id}` }
    );
  }

  #refusals(plan: Plan, own: OptimizationRecord | undefined): readonly Refusal[] {
    const view = this.#service.view();
    const findings = own === undefined ? diagnose(this.#service, view, 'pressed') : plan.findings;
    const all = guardsOf(this.#service, this.#book, {
      trigger: plan.trigger,
      view,
      findings,
      storeError: undefined,
      ...(own === undefined ? {} : { own: own.id }),
    });
    return own === undefined ? all : all.filter(({ guard }) => !BEFORE_ONLY.has(guard));
  }

  #staleness(plan: Plan): string | undefined {
    if (plan.settingsRevision !== this.#service.memory.settingsRevision)
      return 'A setting was changed since the plan was made.';
    for (const { setting: name, from } of plan.changes) {
      const setting = this.#service.setting(name);
      if (setting !== undefined && setting.value !== from) {
        return `${setting.title} stands at ${formatSetting(setting.value, setting.unit)} now; the plan was made when it stood at ${formatSetting(from, setting.unit)}.`;
      }
    }
    return undefined;
  }

  async #offerNew(plan: Plan, id: 'plan-expired' | 'plan-stale', detail: string): Promise<ProblemError> {
    const fresh = await createPlan(this.#service, this.#book, plan.scope, 'manual');
    return new ProblemError(id, detail, 'Look at the new plan and confirm that one.', {
      link: `${API_BASE}/plans/${fresh.id}`,
    });
  }

  /** Names what was confirmed in full: a start after a crash reads it. */
  #audit(plan: Plan, record: OptimizationRecord): Promise<void> {
    return audit(this.#service, record.actor, 'optimization-confirmed', null, {
      optimization: record.id,
      plan: plan.id,
      hash: plan.hash,
      trigger: plan.trigger,
      changes: plan.changes.map(({ id, rule, setting, unit, from, to, expected, instances }) => ({
        id,
        rule,
        setting,
        unit,
        from,
        to,
        expected,
        instances,
      })),
    });
  }
}

/** What concerned one setting is over with its change. */
function forgetInterruptOfSetting(record: OptimizationRecord): void {
  if (record.interrupt?.setting !== undefined) record.interrupt = undefined;
}

function refusedProblem({ guard, sentence, nextStep }: Refusal): ProblemError {
  if (guard === 'frozen') return new ProblemError('frozen', sentence, nextStep);
  if (guard === 'store-unwritable') return new ProblemError('store-unavailable', sentence, nextStep);
  return new ProblemError('plan-refused', sentence, nextStep);
}
