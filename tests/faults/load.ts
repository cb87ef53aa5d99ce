import { systemClock } from '@growth-engine/collector/contract';
import { createLoad } from '../../collector/demo/load/load.js';
import type { Load } from '../../collector/demo/load/load.js';
import type { Cleanup } from '../lib/cleanup.js';
import type { Fleet } from '../lib/fleet.js';

/** The loop's waits in these tests, in seconds. */
export const LOOP = {
  judgeSeconds: 45,
  blockSeconds: 0.5,
  windowSeconds: 10,
  baselineSeconds: 2,
  minRequests: 50,
  leaseSeconds: 2,
  disconnectedSeconds: 3,
} as const;

const RATE = 30;

export function startLoad(fleet: Fleet, cleanup: Cleanup): Load {
  const load = createLoad({
    targets: fleet.shops.map(({ url }) => url),
    ratePerSecond: RATE,
    seed: 1,
    clock: systemClock,
  });
  load.start();
  cleanup.add(async () => {
    await load.stop();
  });
  return load;
}
