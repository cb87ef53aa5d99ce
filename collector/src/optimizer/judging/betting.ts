/**
 * Anytime-valid evidence from comparisons of two arms that are alike under the null: then each difference is as likely to
 * be d as −d, whatever its size. Fisher's e-test of symmetry: Vovk & Wang, "Nonparametric e-tests of symmetry", NEJSDS 2024
 * (arXiv 2208.08925), section 4; as a martingale: de la Peña, Annals of Probability 27 (1999). Given |d| the factor
 * exp(λd) / cosh(λd) = 1 + tanh(λd) has the mean 1, so that the wealth is a non-negative martingale and by Ville's
 * inequality reaches 20 with a probability of at most 1/20 however often one looks. Against a small shift of the mean it
 * is, asymptotically, as efficient as the test that knows the normal distribution, and one huge difference can at most
 * double the wealth.
 */

/** Sizes of the effect that are bet on, in deviations of one comparison; the mixture needs no tuning to the true one. */
const EFFECTS = [0.2, 0.4, 0.6, 1] as const;

/** An e-value of this size decides. */
export const DECIDING_E_VALUE = 20;

/** Wealth beyond this has long decided; stopping keeps the product finite. */
const ENOUGH = 1e9;

/** Standard deviation ÷ median absolute value of a normal difference. */
const DEVIATION_PER_MEDIAN_SIZE = 1.4826;

/**
 * Means of unlike numbers of requests differ skewly even when nothing differs: bets shrink with the balance of the arms to
 * this power, because the error that skewness makes grows with the third power of the bet.
 */
const CAUTION = 3;

function insertSorted(sorted: number[], value: number): void {
  const at = sorted.findIndex((other) => other > value);
  sorted.splice(at === -1 ? sorted.length : at, 0, value);
}

function medianOfSorted(sorted: readonly number[]): number {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + (sorted[Math.floor(sorted.length / 2)] ?? lower)) / 2;
}

/** One difference of the arms. */
export interface Difference {
  /** Any unit, positive in the direction that is bet on. */
  readonly value: number;
  /** 0–1: 1 when both arms had as many requests. */
  readonly balance: number;
}

/**
 * The highest wealth that betting on positive differences has reached. The scale comes from the sizes of the trial's own
 * differences, up to the one at hand, by their median, so that the end of an incident in the first blocks does not count
 * for ever. Sizes say nothing about the sign under the null, so that the bet stays fair, and
 * what was before the trial cannot dull it.
 * @param differences In the order in which they became known.
 */
export function peakWealth(differences: readonly Difference[]): number {
  const wealth = new Float64Array(EFFECTS.length).fill(1);
  const sizes: number[] = [];
  let peak = 1;
  for (const { value, balance } of differences) {
    if (value === 0) continue;
    insertSorted(sizes, Math.abs(value));
    const deviation = DEVIATION_PER_MEDIAN_SIZE * medianOfSorted(sizes);
    const bet = (balance ** CAUTION * value) / deviation;
    let sum = 0;
    for (const [position, effect] of EFFECTS.entries()) {
      const grown = (wealth[position] ?? 0) * (1 + Math.tanh(effect * bet));
      wealth[position] = grown;
      sum += grown;
    }
    peak = Math.max(peak, sum / EFFECTS.length);
    if (peak > ENOUGH) return peak;
  }
  return peak;
}
