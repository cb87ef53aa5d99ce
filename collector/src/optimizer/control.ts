import type { Actor, Control, DeclaredLevels, Optimization } from '../contract/index.js';
import { ProblemError } from '../contract/index.js';
import { benchmarkOf } from './documents/benchmark.js';
import { healthOf } from './documents/health.js';
import { metricsOf } from './documents/metrics.js';
import { guidesOf, reportOf, settingsOf } from './documents/report.js';
import { cacheRows } from './documents/caches.js';
import { routeRows, slowQueryRows } from './documents/routes.js';
import { checkProtocol } from './hub/fleet.js';
import type { ControlOptions, LoopDefaults, ServiceLevels } from './options.js';
import { diagnose } from './planning/diagnose.js';
import { createPlan, guardsOf, storeErrorOf } from './planning/planner.js';
import type { OptimizationRecord } from './runner/optimization-record.js';
import { isInForce, revertKept } from './runner/revert.js';
import { LoopSeries } from './series.js';
import { Registry } from './service/registry.js';
import type { Runtime } from './service/runtime.js';
import { idsFrom } from './service/runtime.js';
import type { Unit } from './service/unit.js';
import * as people from './settings/people.js';
import { audit } from './state/audit.js';
import { LedgerWriter } from './state/ledger-writer.js';
import { Triggers } from './triggers.js';

export type { ControlOptions, LoopDefaults, SystemUsage } from './options.js';
export type { LoopTiming } from './timing.js';

/** The loop. `start` sets its triggers going; without it, everything but the triggers works. */
export type LoopControl = Control & { start(): void };

class LoopController implements LoopControl {
  readonly link: Control['link'];
  readonly #runtime: Runtime;
  readonly #registry: Registry;
  readonly #triggers: Triggers;
  readonly #startedMs: number;
  #storeError: string | undefined;
  #closed = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#registry = new Registry(runtime);
    this.#startedMs = runtime.clock.monotonic();
    this.#triggers = new Triggers({ runtime, units: () => this.#registry.units, onLook: () => this.#lookAfterStore() });
    this.link = {
      exchange: async (report, signal) => {
        checkProtocol(report);
        if (this.#closed) throw closedProblem();
        const { service } = await this.#registry.ensure(report.service);
        return service.fleet.exchange(report, signal);
      },
    };
  }

  async load(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#registry.ensure(name);
  }

  start(): void {
    this.#triggers.start();
  }

  services: Control['services'] = () => this.#registry.units.map(({ service }) => service.summary());

  report: Control['report'] = async (name) => {
    const { service, book, runner } = this.#registry.get(name);
    const view = service.view();
    const storeError = await this.#checkStore(service);
    const findings = diagnose(service, view, 'pressed');
    const viewOf = (record: OptimizationRecord | undefined) => (record === undefined ? null : runner.view(record));
    const refusals = guardsOf(service, book, { trigger: 'manual', view, findings, storeError });
    return reportOf(service, { optimization: viewOf(book.newest), proposal: viewOf(book.proposal) }, refusals);
  };

  metrics: Control['metrics'] = (name) =>
    metricsOf(this.#registry.get(name).service.view(), this.#runtime.systemUsage());

  health: Control['health'] = (name) => {
    const units = name === undefined ? this.#registry.units : [this.#registry.get(name)];
    return healthOf({
      services: units.map(({ service }) => service),
      storeError: this.#storeError,
      uptimeSeconds: (this.#runtime.clock.monotonic() - this.#startedMs) / 1000,
      version: this.#runtime.version,
    });
  };

  targets: Control['targets'] = async (name) => this.#registry.get(name).service.targets;
  setTargets: Control['setTargets'] = async (name, part, actor) =>
    people.setTargets(this.#registry.get(name).service, part, actor);
  thresholds: Control['thresholds'] = async (name) => this.#registry.get(name).service.thresholds;
  setThresholds: Control['setThresholds'] = async (name, part, actor) =>
    people.setThresholds(this.#registry.get(name).service, part, actor);
  mode: Control['mode'] = async (name) => people.modeOf(this.#registry.get(name).service);
  setMode: Control['setMode'] = async (name, part, actor) =>
    people.setMode(this.#registry.get(name).service, part, actor);

  freeze: Control['freeze'] = async (name, body, actor) => {
    const unit = this.#registry.get(name);
    await people.freeze(unit, body, actor);
    return unit.service.summary();
  };

  unfreeze: Control['unfreeze'] = async (name, actor) => {
    const { service } = this.#registry.get(name);
    await people.unfreeze(service, actor);
    return service.summary();
  };

  settings: Control['settings'] = async (name) => settingsOf(this.#registry.get(name).service);

  takeSetting: Control['takeSetting'] = async (name, setting, value, actor) => {
    const unit = this.#registry.get(name);
    await people.takeSetting(unit, setting, value, actor);
    return settingsOf(unit.service);
  };

  returnSetting: Control['returnSetting'] = async (name, setting, actor) => {
    const { service } = this.#registry.get(name);
    await people.returnSetting(service, setting, actor);
    return settingsOf(service);
  };

  createPlan: Control['createPlan'] = async (name, scope, _actor) => {
    const { service, book } = this.#registry.get(name);
    return createPlan(service, book, scope, 'manual');
  };

  plan: Control['plan'] = (id) => {
    for (const { book } of this.#registry.units) {
      const plan = book.plan(id);
      if (plan !== undefined) return plan;
    }
    throw unknown('plan', id, 'Make a new plan; plans are forgotten when the collector restarts.');
  };

  confirm: Control['confirm'] = async (planId, actor) => {
    if (this.#closed) throw closedProblem();
    const plan = this.plan(planId);
    return this.#registry.get(plan.service).runner.confirm(plan, actor);
  };

  optimizations: Control['optimizations'] = (name) => {
    const { book, runner } = this.#registry.get(name);
    return [...book.records].reverse().map((record) => runner.view(record));
  };

  optimization: Control['optimization'] = (id) => {
    const { unit, record } = this.#find(id);
    return unit.runner.view(record);
  };

  revert: Control['revert'] = async (id, actor) => {
    const { unit, record } = this.#find(id);
    return this.#revert(unit, record, actor);
  };

  cancel: Control['cancel'] = async (id, actor) => {
    const { unit, record } = this.#find(id);
    return unit.runner.cancel(record, actor);
  };

  routes: Control['routes'] = (name) => {
    const { service } = this.#registry.get(name);
    return routeRows(service, service.view());
  };

  caches: Control['caches'] = (name) => cacheRows(this.#registry.get(name).service);
  slowQueries: Control['slowQueries'] = (name) => slowQueryRows(this.#registry.get(name).service);
  guides: Control['guides'] = async (name) => guidesOf(this.#registry.get(name).service);
  ledger: Control['ledger'] = async (query) => this.#runtime.store.ledger(query);
  benchmarkRoute: Control['benchmarkRoute'] = async (name, routeId) =>
    benchmarkOf(this.#registry.get(name).service, routeId);

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#triggers.close();
    for (const { service, book, runner } of this.#registry.units) {
      service.closing = true;
      const { active } = book;
      if (active !== undefined) {
        runner.interrupt(active, { reason: 'cancelled', sentence: 'the collector was stopped' });
        await active.finished;
      }
      service.fleet.close();
    }
    await this.#runtime.ledger.flush();
    this.#runtime.series.close();
  }

  #find(id: string): { unit: Unit; record: OptimizationRecord } {
    for (const unit of this.#registry.units) {
      const record = unit.book.record(id);
      if (record !== undefined) return { unit, record };
    }
    throw unknown('optimization', id, 'Look at the list of optimizations.');
  }

  /** Works while frozen and while it runs: then it is stopped first. */
  async #revert({ service, book, runner }: Unit, record: OptimizationRecord, actor: Actor): Promise<Optimization> {
    runner.interrupt(record, { reason: 'cancelled', sentence: `${actor.name} reverted it` });
    await record.finished;
    const entries = record.changes
      .filter((entry) => entry.state === 'kept' && isInForce(service, entry))
      .map((entry) => ({ record, entry }));
    if (entries.length === 0) {
      throw new ProblemError(
        'not-revertible',
        `Nothing that the optimization ${record.id} kept is in force any more.`,
        'See the settings for what holds now.'
      );
    }
    await revertKept(service, book, entries, actor, 'person', `${actor.name} reverted it`);
    record.sentence = `Reverted by ${actor.name}: ${entries.length === 1 ? '1 setting has' : `${entries.length} settings have`} the former value again.`;
    const settings = entries.map(({ entry }) => entry.change.setting);
    await audit(service, actor, 'optimization-reverted', null, { optimization: record.id, settings });
    return runner.view(record);
  }

  async #checkStore(service: Unit['service']): Promise<string | undefined> {
    this.#storeError = await storeErrorOf(service);
    return this.#storeError;
  }

  #lookAfterStore(): void {
    const [unit] = this.#registry.units;
    if (unit === undefined) return;
    void this.#checkStore(unit.service);
    if (this.#runtime.ledger.waiting > 0) void this.#runtime.ledger.flush();
  }
}

const unknown = (what: string, id: string, nextStep: string): ProblemError =>
  new ProblemError('not-found', `There is no ${what} "${id}" here.`, nextStep);

const closedProblem = (): ProblemError =>
  new ProblemError('collector-unreachable', 'This collector is being stopped.', 'Try again when it has been started.');

/** The collector's defaults, above them what the application declares, above that what is configured for the service. */
const levelsOf = (
  { targets, thresholds, mode, admission }: LoopDefaults,
  declared: DeclaredLevels | undefined,
  configured: ServiceLevels | undefined
): LoopDefaults => ({
  targets: { ...targets, ...declared?.targets, ...configured?.targets },
  thresholds: { ...thresholds, ...declared?.thresholds, ...configured?.thresholds },
  mode: configured?.mode ?? mode,
  admission: configured?.admission ?? declared?.admission ?? admission,
});

/** Loads what the store remembers and returns the loop, ready for reports; `start()` sets the triggers going. */
export async function createControl(options: ControlOptions): Promise<LoopControl> {
  const { store, clock, random, log, version, defaults, services = {}, timing, systemUsage, instruments } = options;
  const runtime: Runtime = {
    clock,
    random,
    log,
    store,
    timing,
    version,
    ledger: new LedgerWriter(store, log),
    series: new LoopSeries(instruments),
    defaultsOf: (service, declared) => levelsOf(defaults, declared, services[service]),
    systemUsage: systemUsage ?? (() => ({})),
    newId: idsFrom(random),
  };
  const control = new LoopController(runtime);
  await control.load([...new Set([...(await store.services()), ...Object.keys(services)])]);
  return control;
}
