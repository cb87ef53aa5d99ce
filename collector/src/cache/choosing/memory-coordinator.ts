import type { Clock } from '../../contract/index.js';
import { hitRatioCurves } from '../simulation/hit-ratio-curve.js';
import type { Prediction } from '../simulation/prediction.js';
import type { EvictionPolicy } from '../../contract/index.js';
import { divideMemory, type CapacityDemand } from './capacity-choice.js';
import { CapacityTrial, type CapacityMove } from './capacity-trial.js';

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
  setCapacity(entries: number): void;
}

export interface CapacityEvent extends CapacityMove {
  readonly cache: string;
  readonly kind: 'moved' | 'kept' | 'undone';
  readonly achieved?: number;
}

export interface MemoryCoordinatorOptions {
  readonly clock: Clock;
  /** Bytes that all caches together may hold, more than 0. */
  readonly budgetBytes: number;
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

interface Member {
  readonly cache: SizedCache;
  lookUps: number;
  hits: number;
  weight: number;
  trial: CapacityTrial | undefined;
  wait: number;
  nextWait: number;
}

/**
 * Gives every cache the smallest size within one point of its plateau, as far as the memory reaches. A change is on trial
 * until what the cache hits has been held against what was predicted, and is undone where that was wrong.
 */
export class MemoryCoordinator {
  readonly #options: MemoryCoordinatorOptions;
  readonly #members = new Map<string, Member>();
  #cancel: (() => void) | undefined;

  /** @throws RangeError where the budget is not above 0. */
  constructor(options: MemoryCoordinatorOptions) {
    if (!(options.budgetBytes > 0)) {
      throw new RangeError(`The memory budget of the caches is ${options.budgetBytes} bytes; give more than 0.`);
    }
    this.#options = options;
    this.#next();
  }

  /** Takes part from the next review on; the result ends that. Names are unique. */
  add(cache: SizedCache): () => void {
    const { lookUps, hits } = cache;
    this.#members.set(cache.name, { cache, lookUps, hits, weight: 0, trial: undefined, wait: 0, nextWait: FIRST_WAIT });
    return () => this.#members.delete(cache.name);
  }

  /** Judges the trials, divides the memory anew. Runs by itself; public for those who have their own rhythm. */
  review(): void {
    for (const member of this.#members.values()) this.#measure(member);
    const demands = [...this.#members.values()].flatMap((member) => demandOf(member));
    const division = divideMemory(demands, this.#options.budgetBytes);
    const room = {
      left: this.#options.budgetBytes - sumOf([...this.#members.values()].map(({ cache }) => heldBy(cache))),
    };
    // Those that give memory back go first, so that it is there for the others.
    const moves = demands
      .map(({ name }) => ({ member: this.#members.get(name), entries: division.get(name) ?? 0 }))
      .sort((one, other) => growth(one) - growth(other));
    for (const { member, entries } of moves) if (member !== undefined) this.#move(member, entries, room);
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

  #measure(member: Member): void {
    const { cache, trial } = member;
    const lookUps = cache.lookUps - member.lookUps;
    const hits = cache.hits - member.hits;
    member.lookUps = cache.lookUps;
    member.hits = cache.hits;
    member.weight = lookUps;
    if (member.wait > 0) member.wait--;
    if (trial === undefined || lookUps === 0) return;
    if (cache.capacity !== trial.move.to) {
      // A person or the optimizer has turned it meanwhile: theirs is the word.
      member.trial = undefined;
      return;
    }
    const verdict = trial.add(lookUps, hits);
    if (verdict === 'going-on') return;
    member.trial = undefined;
    if (verdict === 'failed') {
      cache.setCapacity(trial.move.from);
      member.wait = member.nextWait;
      member.nextWait *= 2;
    } else member.nextWait = FIRST_WAIT;
    this.#tell(cache.name, verdict === 'failed' ? 'undone' : 'kept', trial.move, trial.achieved);
  }

  #move(member: Member, entries: number, room: { left: number }): void {
    const { cache } = member;
    const points = cache.predictions.filter(({ policy }) => policy === cache.policy);
    const present = points.find(({ capacity }) => capacity === cache.capacity);
    const to = points.find(({ capacity }) => capacity === entries);
    if (present === undefined || to === undefined || entries === cache.capacity) return;
    const bytes = (entries - cache.capacity) * bytesPerEntry(cache);
    // More is held than there may be: that is not a matter of gain, and nothing to go back to.
    const forced = room.left < 0 && bytes < 0;
    if (!forced && (member.trial !== undefined || member.wait > 0)) return;
    const worthIt =
      entries > cache.capacity
        ? to.hitRatio - present.hitRatio >= LEAST_GAIN
        : entries <= cache.capacity * (1 - LEAST_SAVING);
    if (!forced && (!worthIt || (bytes > 0 && bytes > room.left))) return;
    room.left -= bytes;
    const trial = new CapacityTrial(cache.capacity, to, present.hitRatio);
    member.trial = forced ? undefined : trial;
    cache.setCapacity(entries);
    this.#tell(cache.name, 'moved', trial.move);
  }

  #tell(cache: string, kind: CapacityEvent['kind'], move: CapacityMove, achieved?: number): void {
    this.#options.onEvent?.({ ...move, cache, kind, ...(achieved === undefined ? {} : { achieved }) });
  }
}

/** What a full cache of this capacity would hold. */
const heldBy = (cache: SizedCache): number => cache.capacity * bytesPerEntry(cache);
const bytesPerEntry = ({ bytes, size }: SizedCache): number => Math.max(1, size === 0 ? 1 : bytes / size);
const growth = ({ member, entries }: { readonly member: Member | undefined; readonly entries: number }): number =>
  entries - (member?.cache.capacity ?? 0);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** None where nothing is predicted for the cache as it is. */
function demandOf({ cache, weight }: Member): readonly CapacityDemand[] {
  const curve = hitRatioCurves(cache.predictions).find(({ policy }) => policy === cache.policy);
  if (curve === undefined) return [];
  return [{ name: cache.name, capacity: cache.capacity, bytesPerEntry: bytesPerEntry(cache), weight, curve }];
}
