import type { BlockDelta, Change, JudgingMethod, Split, Trial } from '../../contract/index.js';
import type { Session } from '../hub/session.js';
import type { Judgement } from '../judging/judge.js';
import { judge } from '../judging/judge.js';
import { pairOf } from '../judging/pairs.js';
import type { Block } from '../judging/pairs.js';
import { goalOf } from '../rules/index.js';
import type { Service } from '../service/service.js';
import { stretchesOf } from './arms.js';
import { compareBeforeAfter } from './before-after.js';
import { BlockTable } from './block-table.js';
import type { PhaseBlocks } from './evidence.js';
import { evidenceOf } from './evidence.js';

/** One stretch of a trial under one set of leases. */
interface Phase {
  readonly id: string;
  readonly table: BlockTable;
  /** Monotonic time at which every participant had taken it on. */
  beganMs: number | undefined;
  readonly publishedMs: number;
}

interface Participant {
  readonly session: Session;
  /** Runs `b` in the first phase; with several instances, sides swap from phase to phase. */
  readonly side: 'a' | 'b';
}

/** Blocks without a single comparison after which a split by keys is given up: one key has all the traffic. */
const FRUITLESS_BLOCKS = 6;
/** Comparisons of before with after that the judging time is divided into. */
const STRETCHES = 40;
/** Where there is little before to compare with, it is divided into as many: fewer than ten can show nothing, whatever they say. */
const MIN_STRETCHES = 16;

/** How one process runs two values; how several share them. */
function splitOf(
  method: JudgingMethod,
  { settleMs, blockMs, arm, swapped }: { settleMs: number; blockMs: number; arm: 'a' | 'b'; swapped: boolean }
): Split {
  if (method === 'keys') return { by: 'keys', share: 0.5, swapped };
  if (method === 'blocks') return { by: 'blocks', washoutMs: Math.min(settleMs, Math.floor(blockMs / 3)) };
  return { by: 'whole', arm };
}

/** One change being tried: leases, phases, and what they bring. Judges when asked; decides nothing. */
export class TrialRun {
  readonly #service: Service;
  readonly #change: Change;
  readonly #participants: readonly Participant[];
  readonly #settleMs: number;
  readonly #phases: Phase[] = [];
  readonly #begunMs: number;
  readonly #before: { readonly fromMs: number; readonly toMs: number };
  #seed = 0;
  #method: JudgingMethod;
  #stretchesBefore: ReturnType<typeof stretchesOf> | undefined;

  constructor(service: Service, change: Change, settleMs: number, method: JudgingMethod) {
    const { clock, timing } = service.runtime;
    this.#service = service;
    this.#change = change;
    this.#method = method;
    this.#settleMs = Math.min(settleMs, timing.judgeMs / 4);
    const sessions = service.fleet.connected.filter((session) =>
      session.report.settings.some(({ name }) => name === change.setting)
    );
    const trying = Math.floor(sessions.length / 2);
    this.#participants = sessions.map((session, index) => ({
      session,
      side: method !== 'instances' || index < trying ? 'b' : 'a',
    }));
    this.#begunMs = clock.monotonic();
    const measuredSinceMs = Math.max(...sessions.map(({ firstSeenMs }) => firstSeenMs));
    const fromMs = Math.max(service.steadySinceMs, measuredSinceMs, this.#begunMs - timing.judgeMs);
    this.#before = { fromMs: Math.min(fromMs, this.#begunMs), toMs: this.#begunMs };
  }

  get method(): JudgingMethod {
    return this.#method;
  }

  get elapsedMs(): number {
    return this.#service.runtime.clock.monotonic() - this.#begunMs;
  }

  get instances(): readonly string[] {
    return this.#participants.map(({ session }) => session.instance);
  }

  /** Hands the first leases out; whoever waits is answered at once. */
  start(): void {
    this.#service.onBlocks = (instance, blocks) => this.#take(instance, blocks);
    this.#publishPhase();
  }

  /** Ends all leases. What holds then is what is stored. */
  end(): void {
    this.#service.onBlocks = undefined;
    this.#service.setTrials(new Map());
  }

  /** Whether the first instance runs the new value. */
  get applied(): boolean {
    return this.#participants.some(
      ({ session, side }) => (this.#method !== 'instances' || side === 'b') && this.#runs(session)
    );
  }

  /** Why an instance could not take the value on, one sentence. */
  get failure(): string | undefined {
    const id = this.#phases.at(-1)?.id;
    for (const { session } of this.#participants) {
      const status = session.report.trials.find(({ trial }) => trial === id);
      if (status?.state === 'failed') return `${session.instance}: ${status.error ?? 'the value was refused'}`;
      const refused = session.report.refused[this.#change.setting];
      if (refused !== undefined) return `${session.instance}: ${refused}`;
    }
    return undefined;
  }

  /** Why there is nobody left to compare, one sentence. */
  get loss(): string | undefined {
    const { clock, timing } = this.#service.runtime;
    const phase = this.#phases.at(-1);
    for (const { session } of this.#participants) {
      const { instance } = session;
      if (this.#service.fleet.session(instance) !== session) return `${instance} was started anew during the trial`;
      if (!session.connected) return `${instance} went away during the trial`;
      if (session.report.trials.some(({ trial, state }) => trial === phase?.id && state === 'expired')) {
        return `${instance} did not hear from the collector for too long`;
      }
    }
    const isLate =
      phase?.beganMs === undefined && clock.monotonic() - (phase?.publishedMs ?? 0) > timing.disconnectedMs;
    return isLate ? 'not every instance took the trial on' : undefined;
  }

  /** Goes on to the next phase when it is time. */
  advance(): void {
    const { clock, timing } = this.#service.runtime;
    const phase = this.#phases.at(-1);
    if (phase === undefined) return;
    if (phase.beganMs === undefined) {
      if (this.#participants.every(({ session }) => this.#runs(session))) phase.beganMs = clock.monotonic();
      return;
    }
    const inPhaseMs = clock.monotonic() - phase.beganMs;
    if (this.#method === 'keys' && this.#isFruitless(inPhaseMs)) {
      this.#method = 'before/after';
      this.#phases.length = 0;
      this.#publishPhase();
    } else if ((this.#method === 'keys' || this.#method === 'instances') && inPhaseMs >= this.#phaseMs) {
      const leftMs = timing.judgeMs - this.elapsedMs;
      const isSecond = this.#phases.length % 2 === 1;
      if (leftMs > (isSecond ? 1 : 2) * (this.#settleMs + 2 * timing.blockMs)) this.#publishPhase();
    }
  }

  judge(isOver: boolean): Judgement {
    const options = { goal: goalOf(this.#change.rule), method: this.#method, isOver } as const;
    if (this.#method === 'before/after') return judge(this.#beforeAfter(), options);
    const phases: PhaseBlocks[] = this.#phases.map((phase) => ({ blocks: this.#blocksOf(phase) }));
    return judge(evidenceOf(phases, this.#method), options);
  }

  #beforeAfter(): Parameters<typeof judge>[0] {
    const { clock, timing } = this.#service.runtime;
    const beforeMs = this.#before.toMs - this.#before.fromMs;
    const stretchMs = Math.max(1_000, Math.min(timing.judgeMs / STRETCHES, beforeMs / MIN_STRETCHES));
    const rings = this.#participants.map(({ session }) => session);
    const beganMs = this.#phases.at(-1)?.beganMs;
    // The newest stretches before the change are the most like those after it.
    this.#stretchesBefore ??= [...stretchesOf(rings, this.#before.fromMs, this.#before.toMs, stretchMs)].reverse();
    const after =
      beganMs === undefined ? [] : stretchesOf(rings, beganMs + this.#settleMs, clock.monotonic(), stretchMs);
    const { pairs, blocks } = compareBeforeAfter(this.#stretchesBefore, after, this.#change.routes);
    return { pairs, blocks, recent: pairs };
  }

  #isFruitless(inPhaseMs: number): boolean {
    const { timing } = this.#service.runtime;
    if (inPhaseMs < this.#settleMs + FRUITLESS_BLOCKS * timing.blockMs) return false;
    return this.#blocksOf(this.#phases.at(-1)).every((block) => pairOf(block) === undefined);
  }

  #blocksOf(phase: Phase | undefined): readonly Block[] {
    if (phase?.beganMs === undefined) return [];
    return phase.table.complete(this.instances, this.#service.runtime.clock.monotonic() - phase.beganMs);
  }

  /** Long enough for many blocks after settling, short enough for two phases. */
  get #phaseMs(): number {
    const { timing } = this.#service.runtime;
    // Swapping cancels what sets the sides apart. Keys have to settle after it, instances settle as one.
    const blocks = this.#method === 'keys' ? 10 : 8;
    const wanted = this.#settleMs + Math.max(blocks * timing.blockMs, 2 * this.#settleMs);
    // A third phase needs a fourth one to be compared with: two long ones bring more.
    return timing.judgeMs < 3 * wanted ? timing.judgeMs / 2 : wanted;
  }

  /** Sides that run at the same time need no wash-out within a block, and more comparisons decide sooner. */
  get #blockMs(): number {
    const { blockMs } = this.#service.runtime.timing;
    return this.#method === 'instances' || this.#method === 'keys' ? blockMs / 2 : blockMs;
  }

  #runs(session: Session): boolean {
    const id = this.#phases.at(-1)?.id;
    return session.converged && session.report.trials.some(({ trial, state }) => trial === id && state === 'running');
  }

  #publishPhase(): void {
    const { clock, random, timing, newId } = this.#service.runtime;
    const { setting, from, to } = this.#change;
    const id = newId('trial');
    const isSwapped = this.#phases.length % 2 === 1;
    // The same keys change sides, so that what sets them apart cancels out.
    if (!isSwapped) this.#seed = Math.floor(random() * 0x7fffffff);
    const trials = new Map<string, Trial>();
    for (const { session, side } of this.#participants) {
      const arm = this.#method === 'instances' && isSwapped ? (side === 'a' ? 'b' : 'a') : side;
      trials.set(session.instance, {
        id,
        setting,
        a: from,
        b: to,
        split: splitOf(this.#method, { settleMs: this.#settleMs, blockMs: timing.blockMs, arm, swapped: isSwapped }),
        blockMs: this.#blockMs,
        seed: this.#seed,
        lastsMs: Math.max(timing.leaseMs, timing.judgeMs * 1.5 - this.elapsedMs),
        renewWithinMs: timing.leaseMs,
      });
    }
    const settleMs = this.#method === 'blocks' ? 0 : this.#settleMs;
    const perPair = this.#method === 'blocks' ? 2 : 1;
    this.#phases.push({
      id,
      table: new BlockTable({ blockMs: this.#blockMs, settleMs, perPair }),
      beganMs: undefined,
      publishedMs: clock.monotonic(),
    });
    this.#service.setTrials(trials);
  }

  #take(instance: string, blocks: readonly BlockDelta[]): void {
    for (const block of blocks) {
      this.#phases.find(({ id }) => id === block.trial)?.table.take(instance, block);
    }
  }
}
