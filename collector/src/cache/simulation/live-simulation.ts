import type { EvictionPolicy } from '../../contract/index.js';
import { mix } from '../key-hash.js';
import type { RequestSample } from '../request-sample.js';
import type { SimulatedCache, SimulationListener } from './observations.js';
import type { Prediction } from './prediction.js';
import { SimulatedPolicy } from './simulated-policy.js';
import { SimulationBudget } from './simulation-budget.js';

export interface LiveSimulationOptions {
  readonly cache: SimulatedCache;
  readonly policies: readonly EvictionPolicy[];
  readonly listener: SimulationListener;
  /** 32 bits by which sampled keys are told apart; independent of the cache's own hash. */
  readonly seed: number;
  /** Capacity up to which every key is simulated; above, miniatures have half as many entries. Default 1,024. */
  readonly mostEntries?: number;
  readonly budget?: SimulationBudget;
}

/** Up to so many entries every key is simulated, and above half as many: some hundreds leave less to chance. */
const MOST_ENTRIES = 1024;
const WINDOW_PER_ENTRY = 0.25;
const LEAST_WINDOW = 64;
/** Look-ups per entry: after a rest until the contents are those of the traffic, and for one prediction. */
const WARM_UP_PER_ENTRY = 4;
const SPAN_PER_ENTRY = 16;
/** Look-ups per entry that a new policy fills its empty miniatures with before it counts. */
const FILL_PER_ENTRY = 8;
/** Smaller caches are given the time of one with so many entries. */
const LEAST_ENTRIES = 512;

type Phase = 'observing' | 'warming' | 'resting';

/**
 * Miniature simulations beside a cache in use. They observe as long as their budget lasts, rest (nothing is sampled) until it
 * has recovered, warm up and observe again. `counted` has to be called while nothing is sampled, too.
 */
export class LiveSimulation implements RequestSample {
  below = 0;
  readonly #options: LiveSimulationOptions;
  readonly #budget: SimulationBudget;
  #policies: readonly SimulatedPolicy[] = [];
  /** New ones, and the look-ups until they count. */
  readonly #filling = new Map<SimulatedPolicy, number>();
  #capacity: number;
  #phase: Phase = 'observing';
  #lookUps = 0;
  #inWindow = 0;
  #inSpan = 0;
  #inWarmUp = 0;
  #hitsBefore = 0;
  #spanHits = 0;
  #spanExpired = 0;
  #spanPolicy: EvictionPolicy | undefined;
  /** Misses when the window began, by policy and group. */
  #missesBefore = new Map<EvictionPolicy, Float64Array>();

  constructor(options: LiveSimulationOptions) {
    this.#options = options;
    this.#budget = options.budget ?? new SimulationBudget();
    this.#capacity = options.cache.capacity;
    this.#policies = options.policies.map((policy) => this.#simulated(policy));
    this.#wake(options.cache.size === 0 ? 0 : WARM_UP_PER_ENTRY);
  }

  get policies(): readonly EvictionPolicy[] {
    return this.#policies.map(({ policy }) => policy);
  }

  /** Look-ups of the cache since this began. */
  get lookUps(): number {
    return this.#lookUps;
  }

  requested(hash: number): void {
    const position = hash >>> 0;
    const key = mix(hash ^ this.#options.seed);
    let cost = 0;
    for (const policy of this.#policies) cost += policy.request(position, key);
    this.#budget.spend(cost);
  }

  counted(lookUps: number): void {
    this.#budget.earn(lookUps);
    this.#lookUps += lookUps;
    this.#inWindow += lookUps;
    if (this.#inWindow < this.#windowLookUps) return;
    if (this.#options.cache.capacity === this.#capacity) this.#endWindow();
    else this.#restart();
  }

  /** Ends the span before its time: nothing more will come. */
  conclude(): void {
    if (this.#phase === 'observing' && this.#inWindow > 0) this.#endWindow();
    if (this.#phase === 'observing' && this.#inSpan > 0) this.#endSpan();
  }

  get #windowLookUps(): number {
    return Math.max(LEAST_WINDOW, Math.floor(this.#capacity * WINDOW_PER_ENTRY));
  }

  get #spanLookUps(): number {
    return this.#lookUpsFor(SPAN_PER_ENTRY);
  }

  #lookUpsFor(perEntry: number): number {
    return Math.max(LEAST_ENTRIES, this.#capacity) * perEntry;
  }

  get #cost(): number {
    return this.#policies.reduce((sum, { cost }) => sum + cost, 0);
  }

  #simulated(policy: EvictionPolicy): SimulatedPolicy {
    return new SimulatedPolicy(policy, this.#capacity, this.#options.mostEntries ?? MOST_ENTRIES);
  }

  #endWindow(): void {
    switch (this.#phase) {
      case 'resting':
        if (this.#budget.credit >= this.#cost * this.#lookUpsFor(SPAN_PER_ENTRY + WARM_UP_PER_ENTRY))
          this.#wake(WARM_UP_PER_ENTRY);
        break;
      case 'warming':
        this.#inWarmUp -= this.#inWindow;
        if (this.#inWarmUp <= 0) this.#observe();
        break;
      case 'observing':
        this.#observed();
    }
    this.#inWindow = 0;
  }

  #observed(): void {
    const { cache, listener } = this.#options;
    this.#inSpan += this.#inWindow;
    if (cache.policy !== this.#spanPolicy) this.#spanPolicy = undefined;
    const hits = cache.hits - this.#hitsBefore;
    const rate = this.#policies[0]?.rate ?? 1;
    this.#fill(this.#inWindow);
    const busy = listener.window({ lookUps: this.#inWindow, hits, misses: this.#windowMisses(), rate });
    this.#hitsBefore = cache.hits;
    const tired = this.#budget.credit <= 0 && !busy;
    if (!tired && this.#inSpan < this.#spanLookUps) return;
    this.#endSpan();
    if (!tired) return;
    this.#phase = 'resting';
    this.below = 0;
  }

  #windowMisses(): ReadonlyMap<EvictionPolicy, Float64Array> {
    const misses = new Map<EvictionPolicy, Float64Array>();
    for (const { policy, misses: now } of this.#ready) {
      const before = this.#missesBefore.get(policy);
      misses.set(
        policy,
        now.map((count, group) => count - (before?.[group] ?? 0))
      );
      this.#missesBefore.set(policy, now.slice());
    }
    return misses;
  }

  #endSpan(): void {
    const { cache, listener } = this.#options;
    const lookUps = this.#inSpan;
    const hits = cache.hits - this.#spanHits;
    const expired = cache.expired - this.#spanExpired;
    // Miniatures know no TTL: what is found there has run out as often as what is found in the cache.
    const fresh = hits + expired === 0 ? 1 : hits / (hits + expired);
    const wanted = listener.span({
      from: this.#lookUps - lookUps,
      to: this.#lookUps,
      predictions: this.#ready.flatMap((policy) => policy.predictions(lookUps)).map((one) => discounted(one, fresh)),
      policy: this.#spanPolicy,
      achieved: hits / lookUps,
    });
    this.#simulate(wanted);
    this.#observe();
  }

  get #ready(): readonly SimulatedPolicy[] {
    return this.#policies.filter((policy) => !this.#filling.has(policy));
  }

  #fill(lookUps: number): void {
    for (const [policy, left] of this.#filling) {
      if (left > lookUps) this.#filling.set(policy, left - lookUps);
      else this.#filling.delete(policy);
    }
  }

  /** New ones begin empty: what another policy kept would make them look better than they are. */
  #simulate(policies: readonly EvictionPolicy[]): void {
    const former = this.#policies;
    this.#filling.clear();
    this.#policies = policies.map((policy) => {
      const known = former.find((one) => one.policy === policy);
      if (known !== undefined) return known;
      const simulated = this.#simulated(policy);
      this.#filling.set(simulated, this.#lookUpsFor(FILL_PER_ENTRY));
      return simulated;
    });
    this.#sampleAgain();
  }

  #sampleAgain(): void {
    this.below = Math.max(0, ...this.#policies.map(({ below }) => below));
  }

  #wake(warmUpPerEntry: number): void {
    this.#sampleAgain();
    this.#inWarmUp = this.#lookUpsFor(warmUpPerEntry);
    this.#phase = 'warming';
    if (this.#inWarmUp === 0) this.#observe();
  }

  #observe(): void {
    const { cache } = this.#options;
    for (const policy of this.#policies) policy.reset();
    this.#missesBefore.clear();
    this.#inSpan = 0;
    this.#hitsBefore = cache.hits;
    this.#spanHits = cache.hits;
    this.#spanExpired = cache.expired;
    this.#spanPolicy = cache.policy;
    this.#phase = 'observing';
  }

  #restart(): void {
    this.#capacity = this.#options.cache.capacity;
    this.#policies = this.#policies.map(({ policy }) => this.#simulated(policy));
    this.#inWindow = 0;
    this.#options.listener.restarted();
    this.#wake(WARM_UP_PER_ENTRY);
  }
}

const discounted = (one: Prediction, fresh: number): Prediction =>
  fresh === 1 ? one : { ...one, hitRatio: one.hitRatio * fresh, low: one.low * fresh, high: one.high * fresh };
