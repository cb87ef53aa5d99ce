/** Uniform in [0, 1), always the same for the same seed: mulberry32 (public domain, T. Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Time to the next arrival of a Poisson process, in the unit of 1 / `rate`. */
export const nextArrival = (rate: number, random: () => number): number => -Math.log(1 - random()) / rate;

/** Whole numbers 1 to `n`, k in proportion to 1 / k^exponent. */
export function zipf(n: number, exponent: number): (random: () => number) => number {
  const cumulative: number[] = [];
  let total = 0;
  for (let k = 1; k <= n; k++) cumulative.push((total += k ** -exponent));
  return (random) => {
    const at = random() * total;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  };
}
