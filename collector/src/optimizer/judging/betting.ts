/**
 * Anytime-valid evidence by betting on bounded means: Waudby-Smith & Ramdas, "Estimating means of bounded random
 * variables by betting", JRSS B 2023 (arXiv 2010.09686). Under the null the wealth is a non-negative martingale, so that
 * by Ville's inequality it reaches 20 with a probability of at most 1/20 however often one looks.
 */

/** Shares of the wealth that are staked; the mixture needs no tuning to the size of the effect. */
const STAKES = [0.1, 0.25, 0.5, 0.75, 0.95] as const;

/** An e-value of this size decides. */
export const DECIDING_E_VALUE = 20;

/** Wealth beyond this has long decided; stopping keeps the product finite. */
const ENOUGH = 1e9;

/**
 * The highest wealth that betting on a positive mean has reached.
 * @param scores Within [-1, 1], mean 0 under the null, in the order in which they became known.
 */
export function peakWealth(scores: readonly number[]): number {
  const wealth = new Float64Array(STAKES.length).fill(1);
  let peak = 1;
  for (const score of scores) {
    let sum = 0;
    for (let index = 0; index < STAKES.length; index++) {
      const grown = (wealth[index] ?? 0) * (1 + (STAKES[index] ?? 0) * score);
      wealth[index] = grown;
      sum += grown;
    }
    peak = Math.max(peak, sum / STAKES.length);
    if (peak > ENOUGH) return peak;
  }
  return peak;
}

/** Weight of the prior variance, in pairs. */
const PRIOR_PAIRS = 4;
/** Differences beyond this many standard deviations are clipped. */
const CLIP_DEVIATIONS = 2.2;

/**
 * Brings relative differences into [-1, 1]. The scale of each uses only what was known before it, as betting demands.
 * @param priorVariance Expected variance of one difference, from the baseline.
 */
export function scoresOf(differences: readonly number[], priorVariance: number): number[] {
  let squares = PRIOR_PAIRS * priorVariance;
  let weight = PRIOR_PAIRS;
  const scores: number[] = [];
  for (const difference of differences) {
    const scale = Math.min(4, Math.max(0.1, CLIP_DEVIATIONS * Math.sqrt(squares / weight)));
    squares += difference * difference;
    weight += 1;
    scores.push(Math.max(-1, Math.min(1, difference / scale)));
  }
  return scores;
}
