import type {
  AgentAnswer,
  AgentReport,
  Arm,
  BlockDelta,
  Control,
  DeltaBatch,
  Random,
  SettingValue,
  Trial,
  TrialStatus,
} from '../../contract/index.js';
import { AGENT_PROTOCOL, REPORT_HOLD_MS } from '../../contract/index.js';
import type { ShopModel, ShopRequest, ShopSettings } from './simulated-shop.js';
import { SHOP_DEFAULTS, serve, settingStates } from './simulated-shop.js';
import { seriesOf } from './simulated-series.js';
import type { VirtualClock } from './virtual-clock.js';

export interface SimulatedAgentOptions {
  readonly control: () => Pick<Control, 'link'>;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly instance: string;
  readonly service?: string;
  readonly requestsPerSecond: number;
  readonly model: ShopModel;
  /** Values that the application refuses. */
  readonly refuses?: (setting: string, value: SettingValue) => string | undefined;
  /** How this instance differs for good: multiplies its times. */
  readonly slowness?: number;
}

interface RunningTrial {
  trial: Trial;
  readonly begin: number;
  renewed: number;
  status: TrialStatus;
}

const REPORT_MS = 700;

/** An application process with its agent, in virtual time: serves, measures, reports, obeys. */
export class SimulatedAgent {
  readonly #options: SimulatedAgentOptions;
  readonly startedAt: number;
  settings: ShopSettings = SHOP_DEFAULTS;
  checks: Readonly<Record<string, string>> = { database: 'ok', cache: 'ok', memory: 'ok', cpu: 'ok' };
  requestsPerSecond: number;
  /** Loses this share of the answers, after the collector has taken the report in. */
  lossRatio = 0;
  readonly answers: AgentAnswer[] = [];
  readonly sent: AgentReport[] = [];
  #owners: AgentAnswer['desired']['owners'] = {};
  #desired: ShopSettings = {};
  #trials = new Map<string, RunningTrial>();
  #refused: Record<string, string> = {};
  #applied = 0;
  #sequence = 0;
  #batches: DeltaBatch[] = [];
  #lastMs: number;
  #alive = true;
  readonly #abort = new AbortController();

  constructor(options: SimulatedAgentOptions) {
    this.#options = options;
    this.startedAt = options.clock.now();
    this.#lastMs = options.clock.monotonic();
    this.requestsPerSecond = options.requestsPerSecond;
  }

  start(): this {
    void this.#loop();
    return this;
  }

  /** The process is gone at once. */
  die(): void {
    this.#alive = false;
    this.#abort.abort();
  }

  /** Ends on purpose and says so. */
  async leave(): Promise<void> {
    this.#alive = false;
    this.#abort.abort();
    await this.#options.control().link.exchange({ ...this.report(0), leaving: true }, new AbortController().signal);
  }

  report(holdMs: number): AgentReport {
    const { clock, instance, service = 'shop' } = this.#options;
    this.#measure();
    return {
      protocol: AGENT_PROTOCOL,
      agentVersion: '1.0.0',
      service,
      instance,
      startedAt: this.startedAt,
      bootId: 'host',
      appliedRevision: this.#applied,
      refused: this.#refused,
      settings: settingStates(this.#valuesNow(clock.monotonic(), undefined), this.#owners),
      trials: [...this.#trials.values()].map(({ status }) => status),
      batches: [...this.#batches],
      checks: this.checks,
      slowQueries: [],
      routes: [{ id: 'dashboard', path: '/dashboard', cached: false }],
      holdMs,
    };
  }

  obey(answer: AgentAnswer): void {
    const { clock, refuses } = this.#options;
    this.answers.push(answer);
    this.#batches = this.#batches.filter(({ sequence }) => sequence > answer.acknowledged);
    this.#desired = answer.desired.settings;
    this.#owners = answer.desired.owners;
    this.#applied = answer.desired.revision;
    this.settings = { ...SHOP_DEFAULTS, ...this.#desired };
    const wanted = new Map(answer.desired.trials.map((trial) => [trial.id, trial]));
    for (const id of this.#trials.keys()) if (!wanted.has(id)) this.#trials.delete(id);
    for (const trial of wanted.values()) {
      const running = this.#trials.get(trial.id);
      if (running !== undefined) {
        running.trial = trial;
        running.renewed = clock.monotonic();
        continue;
      }
      const error = refuses?.(trial.setting, trial.b);
      this.#trials.set(trial.id, {
        trial,
        begin: clock.monotonic(),
        renewed: clock.monotonic(),
        status: {
          trial: trial.id,
          state: error === undefined ? 'running' : 'failed',
          ...(error === undefined ? {} : { error }),
        },
      });
    }
  }

  /** Values that hold now, for a request that falls under `arm` of a split by keys. */
  values(): ShopSettings {
    return this.#valuesNow(this.#options.clock.monotonic(), undefined);
  }

  async #loop(): Promise<void> {
    const { control, clock, random } = this.#options;
    while (this.#alive) {
      try {
        const report = this.report(this.#trials.size > 0 ? REPORT_MS : REPORT_HOLD_MS);
        this.sent.push(report);
        const answer = await control().link.exchange(report, this.#abort.signal);
        if (this.#abort.signal.aborted) return;
        if (random() < this.lossRatio) throw new Error('the answer was lost');
        this.obey(answer);
      } catch {
        // What a real agent does: it tries again a little later.
        await new Promise<void>((resolve) => clock.after(300, resolve));
      }
    }
  }

  #measure(): void {
    const { clock, random, model, slowness = 1 } = this.#options;
    const now = clock.monotonic();
    this.#expireLeases(now);
    const durationMs = now - this.#lastMs;
    if (durationMs <= 0) return;
    const expected = (this.requestsPerSecond * durationMs) / 1000;
    const count = Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
    const requests: ShopRequest[] = [];
    const blocks = new Map<string, BlockDelta>();
    for (let n = 0; n < count; n++) {
      const at = this.#lastMs + random() * durationMs;
      const keyArm: Arm = model.oneKey || random() < 0.5 ? 'b' : 'a';
      const served = serve(model, this.#valuesNow(at, keyArm), random, at);
      const request = { ...served, seconds: served.seconds * slowness };
      requests.push(request);
      this.#note(blocks, request, at, keyArm);
    }
    this.#sequence += 1;
    this.#batches.push({
      first: this.#sequence,
      sequence: this.#sequence,
      durationMs,
      series: seriesOf(requests, this.settings),
      blocks: [...blocks.values()],
    });
    this.#lastMs = now;
  }

  #expireLeases(now: number): void {
    for (const running of this.#trials.values()) {
      if (running.status.state === 'running' && now - running.renewed > running.trial.renewWithinMs) {
        running.status = { trial: running.trial.id, state: 'expired' };
      }
    }
  }

  #armOf({ trial, begin, status }: RunningTrial, at: number, keyArm: Arm | undefined): Arm | undefined {
    if (status.state !== 'running' || at < begin) return undefined;
    if (trial.split.by === 'keys') return keyArm;
    if (trial.split.by === 'whole') return trial.split.arm;
    const block = Math.floor((at - begin) / trial.blockMs);
    const bFirst = ((trial.seed >> (Math.floor(block / 2) % 20)) & 1) === 1;
    return (block % 2 === 0) === bFirst ? 'b' : 'a';
  }

  #valuesNow(at: number, keyArm: Arm | undefined): ShopSettings {
    const values: Record<string, SettingValue> = { ...this.settings };
    for (const running of this.#trials.values()) {
      const { setting, a, b } = running.trial;
      values[setting] = this.#armOf(running, at, keyArm) === 'b' ? b : a;
    }
    return values;
  }

  #note(blocks: Map<string, BlockDelta>, request: ShopRequest, at: number, keyArm: Arm): void {
    for (const running of this.#trials.values()) {
      const { trial, begin } = running;
      const arm = this.#armOf(running, at, keyArm);
      if (arm === undefined || (trial.split.by === 'keys' && request.lookup === undefined)) continue;
      const block = Math.floor((at - begin) / trial.blockMs);
      if (trial.split.by === 'blocks' && at - begin - block * trial.blockMs < trial.split.washoutMs) continue;
      const id = `${trial.id} ${arm} ${block} ${request.route}`;
      const former = blocks.get(id);
      blocks.set(id, {
        trial: trial.id,
        arm,
        block,
        route: request.route,
        count: (former?.count ?? 0) + 1,
        sum: (former?.sum ?? 0) + request.seconds,
        sumOfSquares: (former?.sumOfSquares ?? 0) + request.seconds ** 2,
        errors: (former?.errors ?? 0) + (request.failed ? 1 : 0),
        rejected: 0,
      });
    }
  }
}
