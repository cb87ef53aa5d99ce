import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../contract/testing/random.js';
import { judge } from '../judging/judge.js';
import type { Block, Cell } from '../judging/pairs.js';
import type { PhaseBlocks } from './evidence.js';
import { evidenceOf } from './evidence.js';

const ROUTE = '/product/:id';
const BLOCKS = 30;
const PHASES = 4;

/** Keys of which one half, with the most popular key in it, is answered much faster; `effect` is that of the change. */
function verdictIn(effect: number, seed: number): string {
  const random = seededRandom(seed);
  const cell = (mean: number, requests: number): ReadonlyMap<string, Cell> => {
    let sum = 0;
    const count = Math.round(requests * (0.5 + random()));
    for (let n = 0; n < count; n++) sum -= mean * Math.log(1 - random());
    return new Map([[ROUTE, { count, sum, sumOfSquares: 0, failures: 0 }]]);
  };
  const phases: { blocks: Block[] }[] = [];
  while (phases.length < PHASES) {
    const blocks: Block[] = [];
    const isSwapped = phases.length % 2 === 1;
    phases.push({ blocks });
    while (blocks.length < BLOCKS) {
      const popular = (factor: number) => cell(0.02 * factor, 16);
      const others = (factor: number) => cell(0.1 * factor, 8);
      blocks.push(isSwapped ? { a: popular(1), b: others(effect) } : { a: others(1), b: popular(effect) });
      const { verdict } = judge(evidenceOf(phases satisfies readonly PhaseBlocks[], 'keys'), {
        goal: 'response_time',
        method: 'keys',
        isOver: false,
      });
      if (verdict.kind !== 'undecided') return verdict.kind;
    }
  }
  return 'undecided';
}

const shareOf = (kinds: readonly string[], effect: number, runs = 200): number =>
  Array.from({ length: runs }, (_, seed) => verdictIn(effect, seed + 1)).filter((kind) => kinds.includes(kind)).length /
  runs;

describe('keys of unlike popularity on the two sides of a trial', () => {
  it('are no gain and no harm, whichever side the popular key is on', () => {
    expect(shareOf(['gain', 'harm'], 1)).toBeLessThanOrEqual(0.05);
  });

  it('do not hide a gain, nor a harm', () => {
    expect(shareOf(['gain'], 0.5)).toBeGreaterThanOrEqual(0.95);
    expect(shareOf(['harm', 'no-gain'], 2)).toBeGreaterThanOrEqual(0.95);
  });
});
