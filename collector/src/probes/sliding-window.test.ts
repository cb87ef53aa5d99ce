import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { SlidingWindow } from './sliding-window.js';

describe('a sliding window', () => {
  it('spans what it has until it is full, and then always the last five seconds', () => {
    const clock = new ManualClock();
    let counter = 0;
    const window = new SlidingWindow(clock, 5000, () => (counter += 1));
    expect(window.span()).toBeUndefined();
    clock.advance(1000);
    expect(window.span()).toEqual({ from: 1, to: 2, durationMs: 1000 });
    clock.advance(4000);
    expect(window.span()).toEqual({ from: 1, to: 6, durationMs: 5000 });
    clock.advance(60_000);
    expect(window.span()).toEqual({ from: 61, to: 66, durationMs: 5000 });
    window.close();
    expect(clock.pending).toBe(0);
    expect(window.span()).toBeUndefined();
  });

  it('is empty while it cannot read and says why', () => {
    const clock = new ManualClock();
    let error: Error | undefined;
    const window = new SlidingWindow(clock, 5000, () => {
      if (error !== undefined) throw error;
      return 1;
    });
    clock.advance(3000);
    error = new Error('gone');
    clock.advance(1000);
    expect(window.span()).toBeUndefined();
    expect(window.failure).toBe(error);
    error = undefined;
    clock.advance(2000);
    expect(window.span()).toEqual({ from: 1, to: 1, durationMs: 1000 });
    expect(window.failure).toBeUndefined();
    window.close();
  });
});
