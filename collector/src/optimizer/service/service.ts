import type {
  AdmissionMode,
  BlockDelta,
  Freeze,
  Mode,
  ServiceSummary,
  SettingValue,
  SnapshotView,
  Targets,
  Thresholds,
  Trial,
} from '../../contract/index.js';
import { Fleet } from '../hub/fleet.js';
import type { LoopDefaults } from '../options.js';
import type { DesiredContent, Session } from '../hub/session.js';
import { Waiter } from '../runner/waiter.js';
import type { MergedSetting } from '../settings/merge.js';
import { mergeSettings } from '../settings/merge.js';
import { snapshotOf } from '../snapshots/snapshot.js';
import { ServiceMemory } from '../state/service-memory.js';
import type { Runtime } from './runtime.js';

/** What else wants to know of reports and restarts; set once by whoever owns the service. */
export interface ServiceListeners {
  onRestart(service: Service, former: Session, now: Session): void;
  onArrival(service: Service, session: Session): Promise<void>;
  onLeave(service: Service, session: Session): Promise<void>;
}

/** One service: what is stored about it, its instances, and what they shall look like now. */
export class Service {
  readonly name: string;
  readonly runtime: Runtime;
  readonly memory: ServiceMemory;
  readonly fleet: Fleet;
  readonly waiter: Waiter;
  /** Takes blocks of the trial that runs. */
  onBlocks: ((instance: string, blocks: readonly BlockDelta[]) => void) | undefined;
  /** The collector is being closed: nobody waits for instances any more. */
  closing = false;
  /** Counts reports, so that one can wait for the next. */
  reports = 0;
  /** Settings that are being tried, with the value that they have outside the trial. */
  readonly trying = new Map<string, SettingValue>();
  #steadySinceMs = -Infinity;

  private constructor(name: string, runtime: Runtime, memory: ServiceMemory, listeners: ServiceListeners) {
    const { clock, log, version, timing } = runtime;
    this.name = name;
    this.runtime = runtime;
    this.memory = memory;
    this.waiter = new Waiter(clock);
    this.fleet = new Fleet({
      service: name,
      version,
      clock,
      log,
      keepMs: Math.max(timing.historyMs, timing.windowMs * 1.5, timing.judgeMs * 1.5),
      disconnectedMs: timing.disconnectedMs,
      desire: (session) => this.#desire(session),
      onReport: (session, blocks) => {
        this.reports += 1;
        if (blocks.length > 0) this.onBlocks?.(session.instance, blocks);
        this.waiter.notify();
      },
      onRestart: (former, now) => {
        log.warn({ service: name, instance: now.instance }, 'an instance came up in the place of a former one');
        listeners.onRestart(this, former, now);
        this.waiter.notify();
      },
      onArrival: (session) => listeners.onArrival(this, session),
      onLeave: (session) => listeners.onLeave(this, session),
    });
  }

  static async load(name: string, runtime: Runtime, listeners: ServiceListeners): Promise<Service> {
    return new Service(name, runtime, await ServiceMemory.load(runtime.store, name), listeners);
  }

  get targets(): Targets {
    return { ...this.#defaults.targets, ...this.memory.state.targets };
  }

  get thresholds(): Thresholds {
    return { ...this.#defaults.thresholds, ...this.memory.state.thresholds };
  }

  get mode(): Mode {
    return this.memory.state.mode ?? this.#defaults.mode;
  }

  get admission(): AdmissionMode {
    return this.memory.state.admission ?? this.#defaults.admission;
  }

  /** The freeze that is in force. */
  get freeze(): Freeze | undefined {
    const { freeze } = this.memory.state;
    return freeze !== undefined && Date.parse(freeze.until) > this.runtime.clock.now() ? freeze : undefined;
  }

  /** Settings of the connected instances, by name. */
  get settings(): readonly MergedSetting[] {
    return mergeSettings(this.fleet.connected, this.memory.state.settings, this.trying);
  }

  setting(name: string): MergedSetting | undefined {
    return this.settings.find((setting) => setting.name === name);
  }

  /** What the connected instances measured over the last window, or between two monotonic times. */
  view(range?: { fromMs: number; toMs: number }, instances?: readonly string[]): SnapshotView {
    const { clock, timing } = this.runtime;
    const toMs = range?.toMs ?? clock.monotonic();
    const fromMs = range?.fromMs ?? toMs - timing.windowMs;
    const chosen = this.fleet.connected.filter(({ instance }) => instances?.includes(instance) ?? true);
    return snapshotOf(
      chosen.map(({ instance, ring }) => ({ instance, slices: ring.between(fromMs, toMs) })),
      (toMs - fromMs) / 1000
    );
  }

  /** Since when no setting was turned, by the monotonic clock; measurements from before show other values. */
  get steadySinceMs(): number {
    return this.#steadySinceMs;
  }

  markTurned(settleMs: number): void {
    this.#steadySinceMs = Math.max(this.#steadySinceMs, this.runtime.clock.monotonic() + settleMs);
  }

  /** Gives instances their trials, the others none, and tells all at once. */
  setTrials(trials: ReadonlyMap<string, Trial>): void {
    for (const session of this.fleet.sessions) {
      const trial = trials.get(session.instance);
      session.trials = trial === undefined ? [] : [trial];
    }
    this.publish();
  }

  publish(): void {
    this.fleet.publish();
  }

  summary(): ServiceSummary {
    return {
      service: this.name,
      mode: this.mode,
      admission: this.admission,
      freeze: this.freeze ?? null,
      instances: this.fleet.sessions.map((session) => session.summary()),
      settingsRevision: this.memory.settingsRevision,
    };
  }

  /** Before people change it; while a new version of the application is rolled out, what the newest process declares. */
  get #defaults(): LoopDefaults {
    return this.runtime.defaultsOf(this.name, this.fleet.newest?.report.declared);
  }

  #desire(session: Session): DesiredContent {
    const stored = Object.entries(this.memory.state.settings);
    return {
      settings: Object.fromEntries(stored.map(([name, { value }]) => [name, value])),
      owners: Object.fromEntries(stored.map(([name, { owner }]) => [name, owner])),
      targets: this.targets,
      thresholds: this.thresholds,
      admission: this.admission,
      automatic: this.mode === 'apply' && this.freeze === undefined && this.trying.size === 0,
      trials: session.trials,
      adapting: this.mode !== 'observe' && this.freeze === undefined,
    };
  }
}
