import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { keepFresh } from './keep-fresh.js';
import type { Probe } from './types.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('keepFresh', () => {
  it('runs a probe again and again, also after a failure, and leaves no timer when it ends', async () => {
    const clock = new ManualClock();
    let runs = 0;
    const probe: Probe = {
      name: 'peer',
      defaultEnabled: true,
      collect: async () => {
        runs += 1;
        if (runs === 2) throw new Error('unreachable');
        return 'ok';
      },
    };
    const end = keepFresh(probe, { clock, everyMs: 5_000, deadlineMs: 1_000 });
    for (let step = 0; step < 3; step += 1) {
      await settle();
      clock.advance(5_000);
    }
    await settle();
    expect(runs).toBe(4);
    end();
    clock.advance(60_000);
    expect(runs).toBe(4);
    expect(clock.pending).toBe(0);
  });
});
