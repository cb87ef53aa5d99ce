import type { AgentAnswer, AgentReport, BlockDelta, Clock, Log } from '../../contract/index.js';
import { AGENT_PROTOCOL, ProblemError, REPORT_HOLD_MS } from '../../contract/index.js';
import type { DesiredContent } from './session.js';
import { Session } from './session.js';

/** Instances of one service beyond this many are refused. */
const MAX_INSTANCES = 500;
/** Instances that have been gone for this long are forgotten. */
const FORGET_MS = 1_800_000;

export interface FleetOptions {
  readonly service: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keepMs: number;
  readonly disconnectedMs: number;
  /** What an instance shall look like. */
  readonly desire: (session: Session) => DesiredContent;
  /** Told of every report that was taken in, before it is answered. */
  readonly onReport: (session: Session, blocks: readonly BlockDelta[]) => void;
  /** A process came up in the place of another one of the same name. */
  readonly onRestart: (former: Session, now: Session) => void;
  /** A process reports for the first time. Settled before it is answered, so that it starts with the right values. */
  readonly onArrival: (session: Session) => Promise<void>;
  /** A process ends on purpose. */
  readonly onLeave: (session: Session) => Promise<void>;
}

/** All instances of one service: takes their reports in and answers with what is desired of them. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  get sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  get connected(): readonly Session[] {
    return this.sessions.filter((session) => session.connected);
  }

  /** The process that was started last, gone or not. */
  get newest(): Session | undefined {
    let newest: Session | undefined;
    for (const session of this.#sessions.values()) {
      if (newest === undefined || session.startedAt > newest.startedAt) newest = session;
    }
    return newest;
  }

  session(instance: string): Session | undefined {
    return this.#sessions.get(instance);
  }

  /** Works out anew what every instance shall look like; those that wait and differ are answered at once. */
  publish(): void {
    for (const session of this.#sessions.values()) session.desire(this.#options.desire(session));
  }

  async exchange(report: AgentReport, signal: AbortSignal): Promise<AgentAnswer> {
    const holdMs = Math.min(Math.max(0, report.holdMs), REPORT_HOLD_MS);
    const known = this.#sessions.get(report.instance);
    if (known !== undefined && this.#isRival(known, report)) return this.#answerRival(known, report, holdMs, signal);
    const session = known?.startedAt === report.startedAt ? known : this.#admit(report, known);
    const blocks = session.take(report);
    if (session !== known) await this.#options.onArrival(session);
    if (report.leaving === true) {
      session.hasLeft = true;
      await this.#options.onLeave(session);
    }
    this.#options.onReport(session, blocks);
    session.desire(this.#options.desire(session));
    await session.hold(report.appliedRevision, report.leaving === true ? 0 : holdMs, signal);
    return {
      protocol: AGENT_PROTOCOL,
      collectorVersion: this.#options.version,
      acknowledged: session.acknowledged,
      desired: session.desired,
    };
  }

  close(): void {
    for (const session of this.#sessions.values()) session.release();
  }

  /** An older process that goes on reporting beside a newer one. One whose successor is gone is welcome back. */
  #isRival(known: Session, report: AgentReport): boolean {
    return report.startedAt < known.startedAt && known.connected;
  }

  async #answerRival(known: Session, report: AgentReport, holdMs: number, signal: AbortSignal): Promise<AgentAnswer> {
    const { clock, log, service, version } = this.#options;
    const isNews = !known.hasRival;
    known.rival = { startedAt: report.startedAt, seenMs: clock.monotonic() };
    const { rivalSentence } = known;
    if (isNews && rivalSentence !== undefined) log.warn({ service, instance: known.instance }, rivalSentence);
    if (known.desired.revision === report.appliedRevision) await pause(clock, holdMs, signal);
    return {
      protocol: AGENT_PROTOCOL,
      collectorVersion: version,
      acknowledged: Math.max(0, ...report.batches.map((batch) => batch.sequence)),
      desired: { ...known.desired, trials: [] },
    };
  }

  #admit(report: AgentReport, former: Session | undefined): Session {
    const { clock, keepMs, disconnectedMs, service } = this.#options;
    for (const [instance, { connected, silentMs }] of this.#sessions) {
      if (!connected && silentMs > FORGET_MS) this.#sessions.delete(instance);
    }
    if (former === undefined && this.#sessions.size >= MAX_INSTANCES) {
      throw new ProblemError(
        'too-many-requests',
        `The service "${service}" has ${MAX_INSTANCES} instances already.`,
        'Give instances names that stay the same over restarts, or use another collector.'
      );
    }
    const session = new Session(report, { clock, keepMs, disconnectedMs });
    this.#sessions.set(report.instance, session);
    former?.release();
    if (former !== undefined && former.startedAt !== session.startedAt) this.#options.onRestart(former, session);
    return session;
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}

/** Refuses agents that could be misread. */
export function checkProtocol(report: AgentReport): void {
  if (report.protocol === AGENT_PROTOCOL) return;
  throw new ProblemError(
    'protocol-mismatch',
    `The agent of "${report.instance}" (version ${report.agentVersion}) speaks protocol ${report.protocol}, ` +
      `this collector speaks protocol ${AGENT_PROTOCOL}.`,
    `Install the same version of @growth-engine/collector in the application and in the collector.`
  );
}
