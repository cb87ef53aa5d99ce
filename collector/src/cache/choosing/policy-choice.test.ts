import { describe, expect, it } from '@jest/globals';
import type { EvictionPolicy } from '../../contract/index.js';
import { seededRandom } from '../../contract/testing/random.js';
import { KEY_GROUPS } from '../simulation/miniature.js';
import type { PolicyMove } from './moves.js';
import { PolicyChoice } from './policy-choice.js';

const CAPACITY = 1000;
const LOOK_UPS = 250;

/** A window in which the policies have these hit ratios; the cache itself what its policy has, unless it is said otherwise. */
function windowOf(choice: PolicyChoice, ratios: Partial<Record<EvictionPolicy, number>>, achieved?: number, rate = 1) {
  const entries = Object.entries(ratios) as [EvictionPolicy, number][];
  const misses = new Map(
    entries.map(([policy, ratio]) => [
      policy,
      new Float64Array(KEY_GROUPS).fill(((1 - ratio) * LOOK_UPS * rate) / KEY_GROUPS),
    ])
  );
  return { lookUps: LOOK_UPS, hits: (achieved ?? ratios[choice.policy] ?? 0) * LOOK_UPS, misses, rate };
}

function run(
  choice: PolicyChoice,
  windows: number,
  ratios: Partial<Record<EvictionPolicy, number>>,
  achieved?: number
) {
  const moves: (PolicyMove & { readonly window: number })[] = [];
  for (let window = 0; window < windows; window++) {
    const move = choice.observe(windowOf(choice, ratios, achieved));
    if (move !== undefined) moves.push({ ...move, window });
  }
  return moves;
}

describe('the choice of a policy', () => {
  it('moves to what hits more, once that would have paid for the move', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    const moves = run(choice, 40, { lru: 0.5, 's3-fifo': 0.6, 'w-tinylfu': 0.55 });
    // A quarter of the entries at 0.1 × 250 hits a window.
    expect(moves).toMatchObject([{ kind: 'moved', from: 'lru', to: 's3-fifo', window: 10 }]);
    expect(moves[0]?.predictedGain).toBeCloseTo(0.1, 6);
    expect(choice.policy).toBe('s3-fifo');
  });

  it('never moves for less than half a point', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    expect(run(choice, 5000, { lru: 0.5, 's3-fifo': 0.5049 })).toEqual([]);
    expect(run(choice, 5000, { lru: 0.5, 's3-fifo': 0.506 })).toHaveLength(1);
  });

  it('asks for more where the sample may be wrong by more than the gain', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    const uneven = new Float64Array(KEY_GROUPS);
    uneven[0] = 20;
    for (let window = 0; window < 1000; window++) {
      const even = new Float64Array(KEY_GROUPS).fill(1.5);
      expect(
        choice.observe({
          lookUps: 1000,
          hits: 750,
          rate: 0.1,
          misses: new Map([
            ['lru', even],
            ['sieve', uneven],
          ]),
        })
      ).toBeUndefined();
    }
  });

  it('undoes at a cliff, within half as many look-ups as there are entries, and waits longer the next time', () => {
    const choice = new PolicyChoice('w-tinylfu', CAPACITY);
    const ratios = { 'w-tinylfu': 0.9, lru: 0.998 };
    const cycles: number[] = [];
    for (let cycle = 0; cycle < 3; cycle++) {
      let waited = 0;
      while (choice.observe(windowOf(choice, ratios, 0.9)) === undefined) waited++;
      cycles.push(waited);
      expect(choice.policy).toBe('lru');
      // What is simulated as 99.8 % hits nothing at all.
      let look = 0;
      while (choice.policy === 'lru') {
        choice.observe(windowOf(choice, ratios, 0));
        look += LOOK_UPS;
      }
      expect(look).toBeLessThanOrEqual(0.75 * CAPACITY);
      expect(choice.takeOutcome()).toMatchObject({ policy: 'lru', former: 'w-tinylfu', kept: false, achieved: 0 });
    }
    expect(cycles[1]).toBeGreaterThan(cycles[0] ?? NaN);
    expect(cycles[2]).toBeGreaterThan(cycles[1] ?? NaN);
  });

  it('keeps what came true, and says what was predicted and achieved', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    run(choice, 100, { lru: 0.5, 's3-fifo': 0.6 });
    expect(choice.policy).toBe('s3-fifo');
    const outcome = choice.takeOutcome();
    expect(outcome).toMatchObject({ kept: true, lookUps: 16 * CAPACITY });
    expect(outcome?.predicted).toBeCloseTo(0.6, 6);
    expect(outcome?.achieved).toBeCloseTo(0.6, 6);
    expect(outcome?.formerPredicted).toBeCloseTo(0.5, 6);
    expect(choice.takeOutcome()).toBeUndefined();
  });

  it('undoes a move that loses steadily within 2 × capacity look-ups, and one whose gain does not come at the end', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    run(choice, 11, { lru: 0.5, 's3-fifo': 0.6 });
    expect(choice.onTrial).toBe(true);
    const [undone] = run(choice, 64, { lru: 0.5, 's3-fifo': 0.6 }, 0.48);
    expect(undone).toMatchObject({ kind: 'undone', from: 's3-fifo', to: 'lru', window: 7 });

    const equal = new PolicyChoice('lru', CAPACITY);
    run(equal, 11, { lru: 0.5, 's3-fifo': 0.6 });
    expect(run(equal, 64, { lru: 0.5, 's3-fifo': 0.6 }, 0.5)).toMatchObject([{ kind: 'undone', window: 63 }]);
  });

  it('ends a trial that can only lose as soon as that is beyond chance: five points within about 3 × capacity', () => {
    const random = seededRandom(11);
    /** Look-ups per entry until a move is judged, where the cache hits by chance with `real`, and its former policy 0.5. */
    const judge = (real: number): { readonly kept: boolean; readonly perEntry: number } => {
      const choice = new PolicyChoice('lru', CAPACITY);
      const ratios = { lru: 0.5, 's3-fifo': 0.6 };
      run(choice, 11, ratios);
      for (;;) {
        let hits = 0;
        for (let at = 0; at < LOOK_UPS; at++) if (random() < real) hits++;
        choice.observe({ ...windowOf(choice, ratios), hits });
        const outcome = choice.takeOutcome();
        if (outcome !== undefined) return { kept: outcome.kept, perEntry: outcome.lookUps / CAPACITY };
      }
    };
    const runs = (real: number) => Array.from({ length: 100 }, () => judge(real));
    const meanOf = (real: number): number => runs(real).reduce((sum, { perEntry }) => sum + perEntry, 0) / 100;
    expect(meanOf(0.35)).toBeLessThanOrEqual(2.5);
    expect(meanOf(0.45)).toBeLessThanOrEqual(4);
    expect(meanOf(0.48)).toBeLessThanOrEqual(12);
    expect(runs(0.6).every(({ kept, perEntry }) => kept && perEntry === 16)).toBe(true);
  });

  it('does not take a loss of the first turnover, or of a phase that ends, for one that lasts', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    const ratios = { lru: 0.5, 's3-fifo': 0.6 };
    run(choice, 11, ratios);
    // A fifth of the contents is fetched anew; then it loses and gains by turns.
    expect(run(choice, 4, ratios, 0.3)).toEqual([]);
    for (let phase = 0; phase < 5; phase++) {
      expect(run(choice, 1, ratios, 0.35)).toEqual([]);
      expect(run(choice, 3, ratios, 0.62)).toEqual([]);
    }
    expect(choice.policy).toBe('s3-fifo');
  });

  it('follows traffic that changes', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    run(choice, 400, { lru: 0.5, 'w-tinylfu': 0.7 });
    expect(choice.policy).toBe('w-tinylfu');
    // Long worse is no reason to need as long to be better.
    const [back] = run(choice, 400, { lru: 0.7, 'w-tinylfu': 0.5 });
    expect(back).toMatchObject({ to: 'lru' });
  });

  it('forgets what it measured when the capacity changes', () => {
    const choice = new PolicyChoice('lru', CAPACITY);
    run(choice, 9, { lru: 0.5, 's3-fifo': 0.6 });
    choice.restart('lru', CAPACITY * 2);
    expect(choice.gainOf('s3-fifo')).toBeUndefined();
    expect(run(choice, 10, { lru: 0.5, 's3-fifo': 0.6 })).toEqual([]);
  });
});
