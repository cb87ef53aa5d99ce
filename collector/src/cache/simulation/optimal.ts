import type { Trace } from './trace.js';

/**
 * Hits of the policy that knows the future (Belady, IBM Systems Journal 1966): the victim is the entry that is asked for
 * again latest. Everything is admitted; the variant that may decline an entry is a little better still.
 */
export function optimalHits({ requests, distinct }: Trace, capacity: number): number {
  const { length } = requests;
  const nextUse = nextUses(requests, distinct);
  const resident = new Uint8Array(distinct);
  // Positions at which residents are asked for next. Those that have passed are the smallest and so never come up.
  const heap = new MaxHeap(length);
  let size = 0;
  let hits = 0;
  for (let at = 0; at < length; at++) {
    const key = requests[at] ?? 0;
    if (resident[key] === 1) hits++;
    else {
      if (size === capacity) {
        const farthest = heap.pop();
        resident[farthest < length ? (requests[farthest] ?? 0) : farthest - length] = 0;
      } else size++;
      resident[key] = 1;
    }
    heap.push(nextUse[at] ?? 0);
  }
  return hits;
}

/** By request the position of the next one for the same key; after the last one the length and the key's number on top. */
function nextUses(requests: Int32Array, distinct: number): Int32Array {
  const next = new Int32Array(requests.length);
  const seen = new Int32Array(distinct).map((_, key) => requests.length + key);
  for (let at = requests.length - 1; at >= 0; at--) {
    const key = requests[at] ?? 0;
    next[at] = seen[key] ?? 0;
    seen[key] = at;
  }
  return next;
}

class MaxHeap {
  readonly #values: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#values = new Int32Array(capacity);
  }

  push(value: number): void {
    const values = this.#values;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = values[parent] ?? 0;
      if (above >= value) break;
      values[at] = above;
      at = parent;
    }
    values[at] = value;
  }

  pop(): number {
    const values = this.#values;
    const top = values[0] ?? 0;
    const last = values[--this.#size] ?? 0;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (values[child + 1] ?? 0) > (values[child] ?? 0)) child++;
      const below = values[child] ?? 0;
      if (below <= last) break;
      values[at] = below;
      at = child;
    }
    values[at] = last;
    return top;
  }
}
