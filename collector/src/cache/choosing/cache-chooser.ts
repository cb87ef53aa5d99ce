import type { EvictionPolicy } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { RequestSample } from '../request-sample.js';
import { hitRatioCurves, type HitRatioCurve } from '../simulation/hit-ratio-curve.js';
import { LiveSimulation } from '../simulation/live-simulation.js';
import type { SimulatedCache, SimulationSpan, SimulationWindow } from '../simulation/observations.js';
import type { Prediction } from '../simulation/prediction.js';
import { PredictionRecord, type PredictionError } from '../simulation/prediction-record.js';
import type { SimulationBudget } from '../simulation/simulation-budget.js';
import { ChooserSeries } from './chooser-series.js';
import type { MoveOutcome, PolicyMove } from './moves.js';
import { PolicyChoice } from './policy-choice.js';
import { Rotation } from './rotation.js';

/** The cache whose policy is chosen. */
export interface ChoosingCache extends SimulatedCache {
  setPolicy(policy: EvictionPolicy): void;
}

export interface CacheChooserOptions {
  readonly cache: ChoosingCache;
  /** Where given, predictions, their error and moves are series under this name. */
  readonly series?: { readonly instruments: Instruments; readonly name: string };
  /** 32 bits; the same requests with the same seed give the same choices. */
  readonly seed: number;
  /** False: nothing is changed, only simulated. Default true. */
  readonly choose?: boolean;
  readonly mostEntries?: number;
  readonly budget?: SimulationBudget;
  /** Told of every move and of what became of it. `atLookUp` counts the look-ups since the start. */
  readonly onMove?: (move: PolicyMove & { readonly atLookUp: number }) => void;
  readonly onOutcome?: (outcome: MoveOutcome & { readonly atLookUp: number }) => void;
  readonly onSpan?: (span: SimulationSpan) => void;
  /** The capacity was changed: what was on trial will not be judged. */
  readonly onRestart?: () => void;
}

/**
 * Simulates a cache's policies in miniature beside it and gives it the best one, online. The cache shows it a sample of its
 * look-ups; its policy changes within `counted`, so that is called between look-ups.
 */
export class CacheChooser {
  readonly sample: RequestSample;
  readonly #options: CacheChooserOptions;
  readonly #simulation: LiveSimulation;
  readonly #choice: PolicyChoice;
  readonly #rotation: Rotation;
  readonly #record = new PredictionRecord();
  readonly #series: ChooserSeries | undefined;
  #achieved: number | undefined;
  /** While true the policy stays as it is, and what is simulated goes on: the cache's capacity is on trial. */
  paused = false;

  constructor(options: CacheChooserOptions) {
    const { cache } = options;
    this.#options = options;
    this.#choice = new PolicyChoice(cache.policy, cache.capacity);
    this.#rotation = new Rotation(cache.policy);
    this.#simulation = new LiveSimulation({
      ...options,
      policies: this.#rotation.policies(cache.policy),
      listener: {
        window: (window) => this.#window(window),
        span: (span) => this.#span(span),
        restarted: () => {
          this.#record.clear();
          this.#achieved = undefined;
          this.#choice.restart(cache.policy, cache.capacity);
          options.onRestart?.();
        },
      },
    });
    this.sample = this.#simulation;
    this.#series = options.series && new ChooserSeries(options.series.instruments, options.series.name, this);
  }

  /** Ends the present span now, so that what was observed is not lost: no more look-ups will come. */
  conclude(): void {
    this.#simulation.conclude();
  }

  /** Predicted hit ratios of the last span: per simulated policy half, once and twice the capacity. */
  get predictions(): readonly Prediction[] {
    return this.#record.predictions;
  }

  /** The same as hit-ratio curves, one per policy. */
  get curves(): readonly HitRatioCurve[] {
    return hitRatioCurves(this.#record.predictions);
  }

  /** Hit ratio of the last span, where the cache was the same throughout. */
  get achieved(): number | undefined {
    return this.#achieved;
  }

  /** Whether a change of policy is on trial. */
  get onTrial(): boolean {
    return this.#choice.onTrial;
  }

  /** How far predictions for the cache as it was were from what it hit. */
  get error(): PredictionError | undefined {
    return this.#record.error;
  }

  /** Ends its series. */
  close(): void {
    this.#series?.close();
  }

  #window(window: SimulationWindow): boolean {
    const { cache, choose = true } = this.#options;
    if (!choose || this.paused) return false;
    if (cache.policy !== this.#choice.policy) {
      // Somebody else has changed it: what was measured is measured against another policy.
      this.#rotation.moved(this.#choice.policy, cache.policy);
      this.#choice.restart(cache.policy, cache.capacity);
      return false;
    }
    const move = this.#choice.observe(window);
    const atLookUp = this.#simulation.lookUps;
    const outcome = this.#choice.takeOutcome();
    if (outcome !== undefined) this.#options.onOutcome?.({ ...outcome, atLookUp });
    if (move !== undefined) {
      cache.setPolicy(move.to);
      this.#rotation.moved(move.from, move.to);
      this.#series?.moved(move.to, move.kind);
      this.#options.onMove?.({ ...move, atLookUp });
    }
    return this.#choice.onTrial;
  }

  #span(span: SimulationSpan): readonly EvictionPolicy[] {
    const { cache, onSpan } = this.#options;
    const recorded = this.#record.add(span, cache.capacity);
    this.#achieved = span.policy === undefined ? undefined : span.achieved;
    onSpan?.(recorded);
    if (!this.#choice.onTrial) this.#rotation.next(cache.policy, (policy) => this.#choice.gainOf(policy));
    return this.#rotation.policies(cache.policy);
  }
}
