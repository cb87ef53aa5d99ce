import type { Arm, BlockDelta } from '../contract/index.js';

type Accumulator = { -readonly [K in keyof BlockDelta]: BlockDelta[K] };

/** Sums requests per trial, arm, block and route until they are drained into a report. */
export class BlockLedger {
  readonly #open = new Map<string, Accumulator>();

  record(trial: string, arm: Arm, block: number, route: string, durationSeconds: number, failed: boolean): void {
    const entry = this.#at(trial, arm, block, route);
    entry.count += 1;
    entry.sum += durationSeconds;
    entry.sumOfSquares += durationSeconds * durationSeconds;
    if (failed) entry.errors += 1;
  }

  reject(trial: string, arm: Arm, block: number, route: string): void {
    this.#at(trial, arm, block, route).rejected += 1;
  }

  drain(): readonly BlockDelta[] {
    const drained = [...this.#open.values()];
    this.#open.clear();
    return drained;
  }

  #at(trial: string, arm: Arm, block: number, route: string): Accumulator {
    const key = `${trial}\n${arm}\n${block}\n${route}`;
    let entry = this.#open.get(key);
    if (entry === undefined) {
      entry = { trial, arm, block, route, count: 0, sum: 0, sumOfSquares: 0, errors: 0, rejected: 0 };
      this.#open.set(key, entry);
    }
    return entry;
  }
}
