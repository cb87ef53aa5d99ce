import { systemClock } from '@growth-engine/collector/contract';
import { createLoad } from '../../../collector/demo/load/load.js';
import type { Load, LoadSummary } from '../../../collector/demo/load/load.js';
import { delay } from '../../lib/wait.js';

export interface DaysOptions {
  readonly targets: readonly string[];
  readonly ratePerSecond: number;
  readonly warmUpMs: number;
  readonly periodMs: number;
}

/** Seeds of what goes on between the measured days; none of these is measured. */
const BETWEEN = 1_000_000;
/** Requests that were due at the end of a period may still wait for their answers. */
const ANSWERS_MS = 1_000;

/**
 * The demo's load as days that can be had again: the same day offers the same requests at the same moments, so that two
 * periods differ by what answers them and not by what was asked.
 */
export class Days {
  readonly #options: DaysOptions;
  #load: Load | undefined;
  #between = BETWEEN;

  constructor(options: DaysOptions) {
    this.#options = options;
  }

  /** The day `seed` from its morning: the warm-up, and then the period that is summed up. */
  async measure(seed: number): Promise<LoadSummary> {
    const load = await this.#begin(seed);
    await delay(this.#options.warmUpMs);
    const begin = systemClock.monotonic();
    await delay(this.#options.periodMs);
    const end = systemClock.monotonic();
    await delay(ANSWERS_MS);
    return load.summary(begin, end);
  }

  /** Load as usual until the next measured day, a new day each time. */
  async goOn(): Promise<void> {
    await this.#begin((this.#between += 1));
  }

  async stop(): Promise<void> {
    await this.#load?.stop();
    this.#load = undefined;
  }

  async #begin(seed: number): Promise<Load> {
    await this.stop();
    const { targets, ratePerSecond } = this.#options;
    const load = createLoad({ targets, ratePerSecond, seed, clock: systemClock });
    this.#load = load;
    load.start();
    return load;
  }
}
