import { describe, expect, it } from '@jest/globals';
import { armOfBlock } from './block-schedule.js';

describe('armOfBlock', () => {
  it('gives each pair of blocks one of each arm', () => {
    for (let pair = 0; pair < 500; pair += 1) {
      expect(new Set([armOfBlock(42, 2 * pair), armOfBlock(42, 2 * pair + 1)]).size).toBe(2);
    }
  });

  it('tosses a fair coin for who goes first', () => {
    for (const seed of [1, 42, 123_456_789]) {
      const first = Array.from({ length: 2_000 }, (_, pair) => armOfBlock(seed, 2 * pair)).filter((arm) => arm === 'b');
      expect(Math.abs(first.length - 1_000)).toBeLessThan(100);
    }
  });
});
