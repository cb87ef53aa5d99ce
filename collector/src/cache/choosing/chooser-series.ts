import {
  EVICTION_POLICIES,
  METRICS,
  POLICY_MOVES,
  PREDICTED_SIZES,
  type EvictionPolicy,
  type PolicyMoveKind,
  type PredictedSize,
} from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { Prediction } from '../simulation/prediction.js';
import type { PredictionError } from '../simulation/prediction-record.js';
import { CAPACITY_RATIOS } from '../simulation/simulated-policy.js';

/** What the series read when they are collected. */
export interface ChooserGauges {
  readonly predictions: readonly Prediction[];
  readonly error: PredictionError | undefined;
}

/** What is predicted for one cache, how right that was, and how often its policy was changed. */
export class ChooserSeries {
  readonly #moves = new Map<string, number>();
  readonly #end: readonly (() => void)[];

  constructor(instruments: Instruments, cache: string, gauges: ChooserGauges) {
    this.#end = [
      instruments.observe(METRICS.cache_predicted_hit_ratio, (emit) => {
        for (const one of sized(gauges.predictions)) {
          const labels = [cache, one.policy, one.size];
          emit([...labels, 'low'], one.low);
          emit([...labels, 'expected'], one.hitRatio);
          emit([...labels, 'high'], one.high);
        }
      }),
      instruments.observe(METRICS.cache_prediction_error_ratio, (emit) => {
        if (gauges.error !== undefined) emit([cache], gauges.error.meanAbsoluteError);
      }),
      instruments.observe(METRICS.cache_policy_moves_total, (emit) => {
        for (const policy of EVICTION_POLICIES)
          for (const kind of POLICY_MOVES) emit([cache, policy, kind], this.#moves.get(keyOf(policy, kind)) ?? 0);
      }),
    ];
  }

  moved(policy: EvictionPolicy, kind: PolicyMoveKind): void {
    this.#moves.set(keyOf(policy, kind), (this.#moves.get(keyOf(policy, kind)) ?? 0) + 1);
  }

  close(): void {
    for (const end of this.#end) end();
  }
}

const keyOf = (policy: EvictionPolicy, kind: PolicyMoveKind): string => `${policy} ${kind}`;

/** Predictions of a policy come in the order of the sizes. */
function* sized(predictions: readonly Prediction[]): Generator<Prediction & { readonly size: PredictedSize }> {
  for (const [index, prediction] of predictions.entries()) {
    const size = PREDICTED_SIZES[index % CAPACITY_RATIOS.length];
    if (size !== undefined) yield { ...prediction, size };
  }
}
