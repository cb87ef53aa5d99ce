import type { SimulationSpan } from './observations.js';
import type { Prediction } from './prediction.js';

/** How right the predictions for a cache's own policy and capacity were: the only ones that come true to be counted. */
export interface PredictionError {
  /** Mean of |predicted − achieved| hit ratio; later spans weigh more. */
  readonly meanAbsoluteError: number;
  /** Share of the spans whose achieved hit ratio lay inside the 90 % interval. */
  readonly coverage: number;
  readonly spans: number;
}

/** A prediction for a cache as it was, and what came of it: look-ups from and to, hit ratios from 0 to 1. */
export interface FulfilledPrediction extends Prediction {
  readonly from: number;
  readonly to: number;
  readonly achieved: number;
}

/** The predictions for the policy and the capacity in use, of spans in which those stayed the same. */
export const ownPredictions = (spans: readonly SimulationSpan[], capacity: number): readonly FulfilledPrediction[] =>
  spans.flatMap(({ from, to, policy, predictions, achieved }) =>
    predictions
      .filter((one) => one.policy === policy && one.capacity === capacity)
      .map((one) => ({ ...one, from, to, achieved }))
  );

const NEWEST_WEIGHT = 0.2;
/** 90 % of a normal distribution lie within so many mean absolute errors. */
const ERRORS_IN_INTERVAL = 2.06;

/** Keeps the predictions of the last span, and how they have fared. */
export class PredictionRecord {
  #predictions: readonly Prediction[] = [];
  #error: number | undefined;
  #covered = 0;
  #spans = 0;

  /** Of the last span that was observed; none before the first one ends. */
  get predictions(): readonly Prediction[] {
    return this.#predictions;
  }

  /** Undefined until a prediction could be held against what was achieved. */
  get error(): PredictionError | undefined {
    if (this.#error === undefined) return undefined;
    return { meanAbsoluteError: this.#error, coverage: this.#covered / this.#spans, spans: this.#spans };
  }

  /**
   * Returns the span with intervals that are wider by what predictions have been wrong so far: a cache has a past and a TTL
   * that its simulation knows nothing of.
   */
  add(span: SimulationSpan, capacity: number): SimulationSpan {
    const more = (this.#error ?? 0) * ERRORS_IN_INTERVAL;
    const widened: SimulationSpan = {
      ...span,
      predictions: span.predictions.map((one) => ({
        ...one,
        low: Math.max(0, one.low - more),
        high: Math.min(1, one.high + more),
      })),
    };
    this.#predictions = widened.predictions;
    const [own] = ownPredictions([widened], capacity);
    if (own === undefined) return widened;
    const error = Math.abs(own.hitRatio - own.achieved);
    this.#error = this.#error === undefined ? error : this.#error + NEWEST_WEIGHT * (error - this.#error);
    this.#spans++;
    if (own.low <= own.achieved && own.achieved <= own.high) this.#covered++;
    return widened;
  }

  clear(): void {
    this.#predictions = [];
  }
}
