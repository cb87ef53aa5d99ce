export interface Estimate {
  readonly value: number;
  /** 95 %, by bootstrap. */
  readonly interval: readonly [low: number, high: number];
}

export function quantile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * ratio;
  const low = sorted[Math.floor(position)] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** mulberry32: a small generator, so that an interval can be computed again from the same rounds. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RESAMPLES = 2_000;

/** Statistic of the rounds with its percentile-bootstrap interval: whole rounds are drawn, so that pairs stay pairs. */
export function bootstrap<T>(rounds: readonly T[], statistic: (rounds: readonly T[]) => number): Estimate {
  const value = statistic(rounds);
  if (rounds.length < 2) return { value, interval: [NaN, NaN] };
  const random = seededRandom(rounds.length);
  const resampled = Array.from({ length: RESAMPLES }, () =>
    statistic(rounds.map(() => rounds[Math.floor(random() * rounds.length)] as T))
  );
  return { value, interval: [quantile(resampled, 0.025), quantile(resampled, 0.975)] };
}

/** Half the interval's width as a share of the value. */
export const halfWidth = ({ value, interval: [low, high] }: Estimate): number => (high - low) / 2 / value;

/** Fisher–Yates on a copy. */
export function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
