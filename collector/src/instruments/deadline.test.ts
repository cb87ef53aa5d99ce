import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { deadlineOf } from './deadline.js';

describe('deadlineOf', () => {
  it('aborts when its time is over, and says so', () => {
    const clock = new ManualClock();
    const deadline = deadlineOf(clock, 1_000, new AbortController().signal);
    clock.advance(999);
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(1);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.isOver).toBe(true);
  });

  it('aborts with a parent, which is no time-out', () => {
    const parent = new AbortController();
    const deadline = deadlineOf(new ManualClock(), 1_000, parent.signal);
    parent.abort();
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.isOver).toBe(false);
    expect(deadlineOf(new ManualClock(), 1_000, parent.signal).signal.aborted).toBe(true);
  });

  it('leaves no timer and heeds no parent once it has ended', () => {
    const clock = new ManualClock();
    const parent = new AbortController();
    const deadline = deadlineOf(clock, 1_000, parent.signal);
    deadline.end();
    parent.abort();
    clock.advance(5_000);
    expect(deadline.signal.aborted).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
