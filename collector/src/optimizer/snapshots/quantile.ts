import type { HistogramDelta } from '../../contract/index.js';

/** Quantile of a histogram by linear interpolation within its bucket, as Prometheus' histogram_quantile does it. */
export function quantileOf(histogram: HistogramDelta, edges: readonly number[], quantile: number): number | undefined {
  if (histogram.count === 0) return undefined;
  const rank = quantile * histogram.count;
  let seen = 0;
  for (const [index, count] of histogram.buckets.entries()) {
    if (count === 0 || seen + count < rank) {
      seen += count;
      continue;
    }
    const upper = edges[index];
    const lower = index === 0 ? 0 : (edges[index - 1] ?? 0);
    return upper === undefined ? lower : lower + ((upper - lower) * (rank - seen)) / count;
  }
  return edges.at(-1);
}

/** Standard deviation ÷ mean, taking each bucket's observations to lie at its middle. */
export function variationOf(histogram: HistogramDelta, edges: readonly number[]): number {
  if (histogram.count < 2 || histogram.sum <= 0) return 1;
  const middles = histogram.buckets.map((_, index) => {
    const lower = index === 0 ? 0 : (edges[index - 1] ?? 0);
    return ((edges[index] ?? lower * 2) + lower) / 2;
  });
  const mean =
    middles.reduce((sum, middle, index) => sum + middle * (histogram.buckets[index] ?? 0), 0) / histogram.count;
  const square =
    middles.reduce((sum, middle, index) => sum + middle ** 2 * (histogram.buckets[index] ?? 0), 0) / histogram.count;
  return mean <= 0 ? 1 : Math.min(5, Math.max(0.2, Math.sqrt(Math.max(0, square - mean ** 2)) / mean));
}
