import { seededRandom, shuffled } from '../lib/statistics.js';

/** Requests to a cache in front of 100,000 keys whose use falls by Zipf's law, s = 0.9; 10 % of them are writes. */
export const KEYS = 100_000;
export const CAPACITY = 10_000;
const REQUESTS = 2_000_000;
const SKEW = 0.9;
const WRITE_SHARE = 0.1;

export interface Tape {
  readonly keys: Uint32Array;
  /** 1 where the request is a write. */
  readonly writes: Uint8Array;
}

/** Keys are scattered by a shuffle, and writes drawn by a generator of their own; the same tape every time. */
export function createTape(): Tape {
  const cumulative = new Float64Array(KEYS);
  let sum = 0;
  for (let rank = 0; rank < KEYS; rank += 1) cumulative[rank] = sum += (rank + 1) ** -SKEW;
  const scattered = shuffled([...cumulative.keys()], seededRandom(11));
  const random = seededRandom(12);
  const writing = seededRandom(13);
  const keys = new Uint32Array(REQUESTS);
  const writes = new Uint8Array(REQUESTS);
  for (let at = 0; at < REQUESTS; at += 1) {
    writes[at] = writing() < WRITE_SHARE ? 1 : 0;
    keys[at] = scattered[rankOf(cumulative, random() * sum)] ?? 0;
  }
  return { keys, writes };
}

/** The first rank whose cumulative weight reaches `weight`. */
function rankOf(cumulative: Float64Array, weight: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) < weight) low = middle + 1;
    else high = middle;
  }
  return low;
}
