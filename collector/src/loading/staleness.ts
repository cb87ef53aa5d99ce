import type { Random } from '../contract/index.js';

/** How long a value may be given out after its TTL, in seconds, 0 or more (RFC 5861). */
export interface StalenessBudget {
  /** At once, while it is loaded anew in the background. */
  readonly whileRevalidateSeconds: number;
  /** When loading it anew has failed. */
  readonly ifErrorSeconds: number;
}

/** `early`: fresh, and yet to be loaded anew in the background. */
export type Standing = 'fresh' | 'early' | 'revalidate' | 'if-error' | 'gone';

/** `freshSeconds`: until the TTL runs out; negative: since it has. At the very end of a time the next one holds. */
export function standingOf(freshSeconds: number, budget: StalenessBudget): Exclude<Standing, 'early'> {
  if (freshSeconds > 0) return 'fresh';
  const staleSeconds = -freshSeconds;
  if (staleSeconds < budget.whileRevalidateSeconds) return 'revalidate';
  return staleSeconds < budget.ifErrorSeconds ? 'if-error' : 'gone';
}

/** Beyond its TTL no value is kept for longer. */
export const staleSecondsOf = (budget: StalenessBudget): number =>
  Math.max(budget.whileRevalidateSeconds, budget.ifErrorSeconds);

/**
 * Whether one of many readers should load a value anew before its TTL runs out, so that they do not all do it then:
 * -loadSeconds * beta * ln(random) reaches beyond the end. The longer a load takes, the earlier; a larger `beta` is earlier
 * still, 0 never is. Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015.
 */
export function isDueEarly(freshSeconds: number, loadSeconds: number, beta: number, random: Random): boolean {
  if (!(beta > 0) || !(loadSeconds > 0)) return false;
  // Random is in [0, 1), the logarithm needs (0, 1].
  return -loadSeconds * beta * Math.log(1 - random()) >= freshSeconds;
}

const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 30;

/** How long a failing source is left alone: 0.5 s after the first failure in a row, doubling up to 30 s. */
export const pauseSeconds = (failures: number): number =>
  Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.max(0, failures - 1));
