import { STEP_LIMITS } from '../../contract/index.js';
import type { Prediction } from '../simulation/prediction.js';
import { CapacityTrial, type CapacityMove, type TrialVerdict } from './capacity-trial.js';

interface Plan {
  /** Where it began; where it shall end; entries. */
  readonly origin: number;
  readonly destination: number;
  /** Hit ratios promised at the destination, and at the origin. */
  readonly promised: number;
  readonly before: number;
}

/**
 * The way to another capacity in steps of 25 % at most (DESIGN.md, "How it acts"), each on trial. Nobody knows on which side
 * of a step a cliff stands, so a step is promised the lower of the hit ratios at both ends of the way: on the way up that no
 * hits are lost, and the gain at its end; on the way down what was promised of its end.
 */
export class CapacityJourney {
  readonly #plan: Plan;
  readonly #trial: CapacityTrial;

  private constructor(plan: Plan, from: number) {
    this.#plan = plan;
    const { destination, promised, before } = plan;
    const to =
      destination > from
        ? Math.min(destination, Math.max(from + 1, Math.floor(from * STEP_LIMITS.automatic)))
        : Math.max(destination, Math.min(from - 1, Math.ceil(from / STEP_LIMITS.automatic)));
    const predicted = to === destination ? promised : Math.min(promised, before);
    this.#trial = new CapacityTrial({ from, to, predicted, before });
  }

  /**
   * The first step towards `to`. Predictions are off by what the cache hit otherwise than predicted for it as it is.
   * @param achieved What it hit in the span of the predictions, where that is known.
   */
  static plan(from: number, present: Prediction, to: Prediction, achieved?: number): CapacityJourney {
    const off = (achieved ?? present.hitRatio) - present.hitRatio;
    const promised = Math.min(1, Math.max(0, to.hitRatio + off));
    const before = present.hitRatio + off;
    return new CapacityJourney({ origin: from, destination: to.capacity, promised, before }, from);
  }

  get move(): CapacityMove {
    return this.#trial.move;
  }

  get achieved(): number | undefined {
    return this.#trial.achieved;
  }

  get destination(): number {
    return this.#plan.destination;
  }

  /** Where to go back to when this step fails: growth that brought nothing is given back whole, what was saved stays saved. */
  get retreat(): number {
    return this.#plan.destination > this.#plan.origin ? this.#plan.origin : this.move.from;
  }

  add(lookUps: number, hits: number): TrialVerdict {
    return this.#trial.add(lookUps, hits);
  }

  /** The step after this one; undefined at the end of the way. */
  next(): CapacityJourney | undefined {
    const { to } = this.move;
    return to === this.#plan.destination ? undefined : new CapacityJourney(this.#plan, to);
  }
}
