import type { Block, Cell, Pair } from '../judging/pairs.js';
import { pairOf } from '../judging/pairs.js';

/** Untouched routes adjust only when they have this share of the requests. */
const MIN_CONTROL_SHARE = 0.2;

const only = (cells: ReadonlyMap<string, Cell>, keep: (route: string) => boolean): ReadonlyMap<string, Cell> =>
  new Map([...cells].filter(([route]) => keep(route)));

const requestsIn = (stretches: readonly ReadonlyMap<string, Cell>[]): number =>
  stretches.reduce((sum, cells) => sum + [...cells.values()].reduce((all, { count }) => all + count, 0), 0);

export interface BeforeAfter {
  readonly blocks: readonly Block[];
  readonly pairs: readonly Pair[];
}

/**
 * Compares stretches before a change with as many after it. What moved the routes that the change does not touch moved
 * the others too: it is taken out (difference in differences), where those routes have enough traffic.
 * @param touched Routes that the change bears on; empty means all, and nothing is left to adjust by.
 */
export function compareBeforeAfter(
  before: readonly ReadonlyMap<string, Cell>[],
  after: readonly ReadonlyMap<string, Cell>[],
  touched: readonly string[]
): BeforeAfter {
  const isTouched = (route: string): boolean => touched.length === 0 || touched.includes(route);
  const untouched = before.map((cells) => only(cells, (route) => !isTouched(route)));
  const adjusts = requestsIn(untouched) >= MIN_CONTROL_SHARE * requestsIn(before);
  const blocks: Block[] = [];
  const pairs: Pair[] = [];
  for (const [index, a] of before.entries()) {
    const b = after[index];
    if (b === undefined) break;
    const block: Block = { a: only(a, isTouched), b: only(b, isTouched) };
    const pair = pairOf(block);
    blocks.push(block);
    if (pair === undefined) continue;
    const control = adjusts
      ? pairOf({ a: untouched[index] ?? new Map(), b: only(b, (route) => !isTouched(route)) })
      : undefined;
    pairs.push(control === undefined ? pair : adjusted(pair, control));
  }
  return { blocks, pairs };
}

/** Takes the common movement out, at most a factor of two: more than that is no drift. */
function adjusted(pair: Pair, control: Pair): Pair {
  const movement = Math.min(2, Math.max(0.5, control.after / control.before));
  return { ...pair, after: pair.after / movement };
}
