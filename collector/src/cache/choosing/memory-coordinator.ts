import { STEP_LIMITS, type Clock, type EvictionPolicy } from '../../contract/index.js';
import { hitRatioCurves } from '../simulation/hit-ratio-curve.js';
import type { Prediction } from '../simulation/prediction.js';
import { divideMemory, type CapacityDemand } from './capacity-choice.js';
import { CapacityJourney } from './capacity-journey.js';
import type { CapacityMove } from './capacity-trial.js';

/** A cache whose capacity is chosen; counts since it was made. */
export interface SizedCache {
  readonly name: string;
  readonly policy: EvictionPolicy;
  readonly capacity: number;
  readonly size: number;
  readonly bytes: number;
  readonly lookUps: number;
  readonly hits: number;
  /** Of the last span that was observed. */
  readonly predictions: readonly Prediction[];
  /** Hit ratio of that span, where the cache was the same throughout. */
  readonly achieved: number | undefined;
  /** Whether it may be moved now: nobody else owns or tries its capacity, and nothing else of it is on trial. */
  readonly free: boolean;
  /** False: somebody else has the word about the capacity, and nothing was changed. */
  setCapacity(entries: number): boolean;
  /** A change of the capacity is on trial, or no longer: meanwhile nothing else of the cache may change. */
  judging(now: boolean): void;
}

export interface CapacityEvent extends CapacityMove {
  readonly cache: string;
  /** `left`: somebody else has turned the capacity while it was on trial. Of what was `undone`, `from` is where it went back. */
  readonly kind: 'moved' | 'kept' | 'undone' | 'left';
  readonly achieved?: number;
}

export interface MemoryCoordinatorOptions {
  readonly clock: Clock;
  /** Bytes that all caches together may hold, more than 0; asked at each review. */
  readonly budgetBytes: () => number;
  /** Bytes held by caches that take no part, given the names of those that do. Default none. */
  readonly heldByOthers?: (members: ReadonlySet<string>) => number;
  /** Default 10 s. */
  readonly everyMs?: number;
  readonly onEvent?: (event: CapacityEvent) => void;
}

const EVERY_MS = 10_000;
/** No larger room for a smaller gain; a smaller room has to save a tenth of the entries at the least. */
const LEAST_GAIN = 0.005;
const LEAST_SAVING = 0.1;
/** Reviews without a move after one that failed; doubles each time. */
const FIRST_WAIT = 6;
/** Reviews between the end of a way and the beginning of one in the other direction: chance alone shall not send it to and fro. */
const TURN_WAIT = 30;

interface Member {
  readonly cache: SizedCache;
  lookUps: number;
  hits: number;
  /** Look-ups when they were last reviewed, and between the last two reviews. */
  reviewed: number;
  weight: number;
  /** Will be judged in a moment. */
  due: boolean;
  journey: CapacityJourney | undefined;
  wait: number;
  nextWait: number;
  /** Where the last way led, and for how many reviews it does not lead back. */
  upwards: boolean | undefined;
  turnWait: number;
}

/**
 * Gives every cache the smallest size within one point of its plateau, as far as the memory reaches: in steps of 25 % at
 * most, each on trial until what the cache hits has been held against what was predicted, and undone where that was wrong.
 * A cache that is not free is left alone, and what it holds counts.
 */
export class MemoryCoordinator {
  readonly #options: MemoryCoordinatorOptions;
  readonly #members = new Map<string, Member>();
  #cancel: (() => void) | undefined;
  /** As of the last review. */
  #othersBytes = 0;

  /** @throws RangeError where the budget is not above 0. */
  constructor(options: MemoryCoordinatorOptions) {
    const bytes = options.budgetBytes();
    if (!(bytes > 0)) throw new RangeError(`The memory budget of the caches is ${bytes} bytes; give more than 0.`);
    this.#options = options;
    this.#next();
  }

  /** Takes part from the next review on; the result ends that. Names are unique. */
  add(cache: SizedCache): () => void {
    const { lookUps, hits } = cache;
    const state = {
      reviewed: lookUps,
      weight: 0,
      due: false,
      journey: undefined,
      wait: 0,
      nextWait: FIRST_WAIT,
      upwards: undefined,
      turnWait: 0,
    };
    this.#members.set(cache.name, { cache, lookUps, hits, ...state });
    return () => this.#members.delete(cache.name);
  }

  /** Judges what is on trial, divides the memory anew. Runs by itself; public for those who have their own rhythm. */
  review(): void {
    if (this.#members.size === 0) return;
    this.#othersBytes = this.#options.heldByOthers?.(new Set(this.#members.keys())) ?? 0;
    for (const member of this.#members.values()) {
      this.#judge(member);
      member.weight = member.lookUps - member.reviewed;
      member.reviewed = member.lookUps;
      if (member.wait > 0) member.wait--;
      if (member.turnWait > 0) member.turnWait--;
    }
    const members = [...this.#members.values()];
    const demands = members.flatMap((member) => demandOf(member));
    const demanding = new Set(demands.map(({ name }) => name));
    const taken = this.#taken((member) => !demanding.has(member.cache.name));
    const division = divideMemory(demands, this.#options.budgetBytes() - taken);
    // Those that give memory back go first, so that it is there for the others.
    const moves = members
      .map((member) => ({ member, entries: division.get(member.cache.name) ?? member.cache.capacity }))
      .sort((one, other) => one.entries - one.member.cache.capacity - (other.entries - other.member.cache.capacity));
    for (const { member, entries } of moves) this.#move(member, entries);
  }

  /** Whoever counts look-ups of a cache calls it every so many: what is on trial is judged as soon as the look-up is over. */
  looked(name: string): void {
    const member = this.#members.get(name);
    if (member?.journey === undefined || member.due) return;
    member.due = true;
    this.#options.clock.after(0, () => {
      member.due = false;
      if (this.#members.get(name) === member) this.#judge(member);
    });
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#members.clear();
  }

  #next(): void {
    const { clock, everyMs = EVERY_MS } = this.#options;
    this.#cancel = clock.after(everyMs, () => {
      this.review();
      this.#next();
    });
  }

  /** Bytes that are spoken for by members that `counts` picks and by those who take no part. */
  #taken(counts: (member: Member) => boolean): number {
    const members = [...this.#members.values()].filter(counts);
    return members.reduce((sum, member) => sum + reservedBy(member), this.#othersBytes);
  }

  #judge(member: Member): void {
    const { cache, journey } = member;
    const lookUps = cache.lookUps - member.lookUps;
    const hits = cache.hits - member.hits;
    member.lookUps = cache.lookUps;
    member.hits = cache.hits;
    if (journey === undefined) return;
    if (cache.capacity !== journey.move.to) return this.#leave(member, journey);
    if (lookUps === 0) return;
    const verdict = journey.add(lookUps, hits);
    if (verdict === 'going-on') return;
    const { achieved, move } = journey;
    if (verdict === 'kept') {
      this.#tell(cache, 'kept', move, achieved);
      member.nextWait = FIRST_WAIT;
      return this.#goOn(member, journey);
    }
    if (!cache.setCapacity(journey.retreat)) return this.#leave(member, journey);
    this.#end(member);
    member.wait = member.nextWait;
    member.nextWait *= 2;
    this.#tell(cache, 'undone', { ...move, from: journey.retreat }, achieved);
  }

  /** The next step of the same journey, where nothing stands against it meanwhile. */
  #goOn(member: Member, journey: CapacityJourney): void {
    this.#end(member);
    const next = journey.next();
    if (next === undefined || !member.cache.free) return;
    this.#begin(member, next);
  }

  #move(member: Member, entries: number): void {
    const { cache } = member;
    if (entries === cache.capacity || member.journey !== undefined || !cache.free) return;
    const points = cache.predictions.filter(({ policy }) => policy === cache.policy);
    const present = points.find(({ capacity }) => capacity === cache.capacity);
    const to = points.find(({ capacity }) => capacity === entries);
    if (present === undefined || to === undefined) return;
    const room = this.#options.budgetBytes() - this.#taken(() => true);
    const bytes = (entries - cache.capacity) * bytesPerEntry(cache);
    // More is held than there may be: that is not a matter of gain, and nothing to go back to.
    if (room < 0 && bytes < 0) return this.#force(member, entries, present, to);
    const turns = member.upwards !== undefined && member.upwards !== bytes > 0;
    if (member.wait > 0 || (turns && member.turnWait > 0)) return;
    const worthIt =
      bytes > 0 ? to.hitRatio - present.hitRatio >= LEAST_GAIN : entries <= cache.capacity * (1 - LEAST_SAVING);
    if (!worthIt || (bytes > 0 && bytes > room)) return;
    this.#begin(member, CapacityJourney.plan(cache.capacity, present, to, cache.achieved));
  }

  #begin(member: Member, journey: CapacityJourney): void {
    const { cache } = member;
    if (!cache.setCapacity(journey.move.to)) return;
    member.journey = journey;
    member.upwards = journey.move.to > journey.move.from;
    member.turnWait = TURN_WAIT;
    cache.judging(true);
    this.#tell(cache, 'moved', journey.move);
  }

  #force({ cache }: Member, entries: number, present: Prediction, to: Prediction): void {
    const step = Math.max(entries, Math.ceil(cache.capacity / STEP_LIMITS.automatic));
    const move = { from: cache.capacity, to: step, predicted: to.hitRatio, before: present.hitRatio };
    if (cache.setCapacity(step)) this.#tell(cache, 'moved', move);
  }

  /** A person or the optimizer has turned it meanwhile: theirs is the word. */
  #leave(member: Member, { move, achieved }: CapacityJourney): void {
    this.#end(member);
    this.#tell(member.cache, 'left', move, achieved);
  }

  #end(member: Member): void {
    member.journey = undefined;
    member.cache.judging(false);
  }

  #tell({ name }: SizedCache, kind: CapacityEvent['kind'], move: CapacityMove, achieved?: number): void {
    this.#options.onEvent?.({ ...move, cache: name, kind, ...(achieved === undefined ? {} : { achieved }) });
  }
}

const bytesPerEntry = ({ bytes, size }: SizedCache): number => Math.max(1, size === 0 ? 1 : bytes / size);

/**
 * What a full cache of its capacity would hold, and while a change is on trial of the largest one that it may have in the
 * end; of a cache that is not free what it holds now.
 */
function reservedBy({ cache, journey }: Member): number {
  if (journey === undefined) return cache.free ? cache.capacity * bytesPerEntry(cache) : cache.bytes;
  return Math.max(cache.capacity, journey.retreat, journey.destination) * bytesPerEntry(cache);
}

/** None where nothing is predicted for the cache as it is, or it may not be moved now. */
function demandOf({ cache, weight, journey }: Member): readonly CapacityDemand[] {
  const curve = hitRatioCurves(cache.predictions).find(({ policy }) => policy === cache.policy);
  if (curve === undefined || journey !== undefined || !cache.free) return [];
  return [{ name: cache.name, capacity: cache.capacity, bytesPerEntry: bytesPerEntry(cache), weight, curve }];
}
