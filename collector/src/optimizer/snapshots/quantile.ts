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
