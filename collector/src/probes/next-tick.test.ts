import { describe, expect, it } from '@jest/globals';
import { untilNextTick } from './next-tick.js';

describe('the next tick', () => {
  it('is a whole multiple, so that different work meets there', () => {
    for (const nowMs of [0, 1, 130.5, 499, 500, 10_123.25]) {
      const due = nowMs + untilNextTick(nowMs, 250);
      expect(due % 250).toBe(0);
      expect(untilNextTick(nowMs, 250)).toBeGreaterThanOrEqual(125);
      expect(untilNextTick(nowMs, 250)).toBeLessThan(375);
    }
  });

  it('is not the one that a timer has come a little early for', () => {
    expect(untilNextTick(999.5, 1000)).toBe(1000.5);
  });
});
