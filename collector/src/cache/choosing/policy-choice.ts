import type { EvictionPolicy } from '../../contract/index.js';
import type { SimulationWindow } from '../simulation/observations.js';
import { Evidence, sumOf } from './evidence.js';
import { LossRate } from './loss-rate.js';
import type { MoveOutcome, PolicyMove } from './moves.js';
import { groupError } from '../simulation/prediction.js';

/** No move for less than half a point. */
const LEAST_GAIN = 0.005;
/**
 * A move is due when what it would have saved by now has reached its price: not knowing how long the advantage lasts, that
 * costs at most twice what the best would have cost (the ski-rental argument; Karlin et al., Algorithmica 1988). The price
 * is that a good part of the contents has to be fetched again.
 */
const PRICE_PER_ENTRY = 0.25;
const LEAST_ENTRIES = 64;
/** LRU needs no history to be at its best; those that the three complementary ones leave little to have to show more. */
const PRICES: Readonly<Record<EvictionPolicy, number>> = {
  lru: 0.8,
  's3-fifo': 1,
  'w-tinylfu': 1,
  sieve: 2,
  fifo: 4,
  lfu: 4,
};
/** A policy that was worse for long is believed to be better after so many prices, not after all that it was worse. */
const DEBT_PRICES = 2;
/** Evidence fades: after so many look-ups per entry it weighs 1/e. */
const MEMORY_PER_ENTRY = 64;
const CREDIT_AFTER_MOVE = 0.5;
/**
 * A move is judged by what the cache itself hits. What loses so many hits per entry has failed at once (off a cliff that is
 * after half as many look-ups as the cache has entries); what has lost the price of a move at the end of the trial, too,
 * and what has not reached half of the advantage that its simulation shows meanwhile.
 */
const CLIFF_PER_ENTRY = 0.5;
const TRIAL_LOOK_UPS_PER_ENTRY = 16;

interface Trial {
  readonly losses: LossRate;
  readonly former: EvictionPolicy;
  readonly predictedGain: number;
  /** Hit ratio of the former policy in the cache above that in its simulation. */
  readonly unforeseen: number;
  lookUps: number;
  hits: number;
  formerHits: number;
  /** What its own simulation has hit meanwhile. */
  promisedHits: number;
}

/**
 * Chooses among simulated policies: window by window it counts what each would have hit more than the present one, moves
 * when that has outweighed the price of moving, holds the gain that came against the one that was predicted, and undoes the
 * move when the former policy would have done better.
 */
export class PolicyChoice {
  #policy: EvictionPolicy;
  #entries: number;
  /** The policy before the last move, and look-ups since. */
  #former: EvictionPolicy | undefined;
  #lookUps = 0;
  #weight = 0;
  #rate = 1;
  readonly #evidence = new Map<EvictionPolicy, Evidence>();
  /** Doubles when a move to a policy had to be undone. */
  readonly #patience = new Map<EvictionPolicy, number>();
  /** Hits of the cache above those of its own simulation, fading. */
  #unforeseen = 0;
  #trial: Trial | undefined;
  #outcome: MoveOutcome | undefined;

  constructor(policy: EvictionPolicy, capacity: number) {
    this.#policy = policy;
    this.#entries = Math.max(capacity, LEAST_ENTRIES);
  }

  get policy(): EvictionPolicy {
    return this.#policy;
  }

  /** Whether a move is on trial: its windows must all be observed. */
  get onTrial(): boolean {
    return this.#trial !== undefined;
  }

  /** The outcome of the last move, once. */
  takeOutcome(): MoveOutcome | undefined {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    return outcome;
  }

  /** Hit ratio that a policy is estimated to have above the present one; undefined where it was not simulated lately. */
  gainOf(policy: EvictionPolicy): number | undefined {
    const evidence = this.#evidence.get(policy);
    if (evidence === undefined || this.#weight === 0) return undefined;
    return sumOf(evidence.byGroup) / (this.#rate * this.#weight);
  }

  /** Forgets what was measured: another capacity, or somebody else changed the policy. */
  restart(policy: EvictionPolicy, capacity: number): void {
    this.#policy = policy;
    this.#entries = Math.max(capacity, LEAST_ENTRIES);
    this.#evidence.clear();
    this.#weight = 0;
    this.#unforeseen = 0;
    this.#trial = undefined;
  }

  /** Policies that are not in the window are forgotten. Returns the move to make, if any. */
  observe(window: SimulationWindow): PolicyMove | undefined {
    const present = window.misses.get(this.#policy);
    if (present === undefined) return undefined;
    this.#weigh(window, present);
    this.#lookUps += window.lookUps;
    if (this.#trial !== undefined && this.#judge(this.#trial, window, present))
      return this.#undo(this.#trial, present.length);
    return this.#trial === undefined ? this.#best() : undefined;
  }

  get #price(): number {
    return this.#entries * PRICE_PER_ENTRY;
  }

  #priceOf(policy: EvictionPolicy): number {
    return this.#price * PRICES[policy] * (this.#patience.get(policy) ?? 1);
  }

  #weigh({ lookUps, hits, misses, rate }: SimulationWindow, present: Float64Array): void {
    const fading = Math.exp(-lookUps / (this.#entries * MEMORY_PER_ENTRY));
    this.#weight = this.#weight * fading + lookUps;
    this.#rate = rate;
    for (const policy of this.#evidence.keys()) if (!misses.has(policy)) this.#evidence.delete(policy);
    for (const [policy, missed] of misses) {
      if (policy === this.#policy) continue;
      const evidence = this.#evidenceOf(policy, missed.length);
      const saved = (sumOf(present) - sumOf(missed)) / rate;
      evidence.sum = Math.max(-DEBT_PRICES * this.#price, evidence.sum + saved);
      evidence.byGroup = evidence.byGroup.map(
        (sum, group) => sum * fading + (present[group] ?? 0) - (missed[group] ?? 0)
      );
      const usual = (this.gainOf(policy) ?? 0) * lookUps;
      evidence.squares = evidence.squares * fading + (saved - usual) ** 2;
    }
    if (this.#trial === undefined)
      this.#unforeseen = this.#unforeseen * fading + hits - (lookUps - sumOf(present) / rate);
  }

  #best(): PolicyMove | undefined {
    let best: PolicyMove | undefined;
    let bestWorth = 1;
    for (const [policy, evidence] of this.#evidence) {
      const gain = this.gainOf(policy) ?? 0;
      const sampling = groupError(evidence.byGroup, this.#rate) / (this.#rate * this.#weight);
      if (gain < LEAST_GAIN + sampling) continue;
      const worth = evidence.sum / (this.#priceOf(policy) + Math.sqrt(evidence.squares));
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      best = { kind: 'moved', from: this.#policy, to: policy, predictedGain: gain };
    }
    if (best === undefined) return undefined;
    const { from: former, to, predictedGain } = best;
    // Back where it came from not long ago: as good as undone.
    if (to === this.#former && this.#lookUps < this.#entries * MEMORY_PER_ENTRY) this.#losePatience(former);
    else this.#patience.delete(former);
    const unforeseen = this.#unforeseen / this.#weight;
    const losses = new LossRate(this.#entries);
    this.#trial = { losses, former, predictedGain, unforeseen, lookUps: 0, hits: 0, formerHits: 0, promisedHits: 0 };
    this.#turnTo(to);
    return best;
  }

  /** Whether the move has failed. */
  #judge(trial: Trial, { lookUps, hits, misses, rate }: SimulationWindow, present: Float64Array): boolean {
    const former = misses.get(trial.former);
    trial.lookUps += lookUps;
    trial.hits += hits;
    const formerHits = former === undefined ? hits : lookUps * (1 + trial.unforeseen) - sumOf(former) / rate;
    trial.formerHits += formerHits;
    trial.losses.add(lookUps, formerHits - hits);
    trial.promisedHits += lookUps - sumOf(present) / rate;
    const lost = trial.formerHits - trial.hits;
    // Not what it is in its simulation: contents that were not its own can keep a policy from its best for ever.
    const missing = trial.promisedHits - trial.hits;
    const misfit = missing > this.#entries && missing > (trial.promisedHits - trial.formerHits) / 2;
    const toCome = this.#entries * TRIAL_LOOK_UPS_PER_ENTRY - trial.lookUps;
    const ended = toCome <= 0;
    // Nothing that is still to come would bring it below the price again.
    const { atLeast } = trial.losses;
    const hopeless = atLeast > 0 && lost + atLeast * toCome > this.#price;
    const failed = lost > this.#entries * CLIFF_PER_ENTRY || hopeless || (ended && (lost > this.#price || misfit));
    if (!failed && !ended) return false;
    const formerPredicted = trial.formerHits / trial.lookUps;
    this.#outcome = {
      policy: this.#policy,
      former: trial.former,
      kept: !failed,
      lookUps: trial.lookUps,
      predicted: Math.min(1, formerPredicted + trial.predictedGain),
      achieved: trial.hits / trial.lookUps,
      formerPredicted,
    };
    if (!failed) this.#trial = undefined;
    return failed;
  }

  #undo({ former }: Trial, groups: number): PolicyMove {
    const tried = this.#policy;
    this.#trial = undefined;
    this.#losePatience(tried);
    this.#turnTo(former);
    const evidence = this.#evidenceOf(tried, groups);
    evidence.sum = -DEBT_PRICES * this.#price;
    return { kind: 'undone', from: tried, to: former, predictedGain: -(this.gainOf(tried) ?? 0) };
  }

  #losePatience(policy: EvictionPolicy): void {
    this.#patience.set(policy, 2 * (this.#patience.get(policy) ?? 1));
  }

  /** What is known of all of them, seen from the new one. */
  #turnTo(policy: EvictionPolicy): void {
    const former = this.#policy;
    this.#former = former;
    this.#lookUps = 0;
    this.#policy = policy;
    const towards = this.#evidence.get(policy);
    this.#evidence.delete(policy);
    if (towards === undefined) return;
    this.#evidenceOf(former, towards.byGroup.length);
    for (const evidence of this.#evidence.values()) {
      const sum = Math.min(evidence.sum - towards.sum, CREDIT_AFTER_MOVE * this.#price);
      evidence.sum = Math.max(sum, -DEBT_PRICES * this.#price);
      evidence.byGroup = evidence.byGroup.map((value, group) => value - (towards.byGroup[group] ?? 0));
      evidence.squares = 0;
    }
  }

  #evidenceOf(policy: EvictionPolicy, groups: number): Evidence {
    const known = this.#evidence.get(policy);
    if (known !== undefined) return known;
    const evidence = new Evidence(groups);
    this.#evidence.set(policy, evidence);
    return evidence;
  }
}
