import type { Clock, DeclaredLevels, Log, Random, Store } from '../../contract/index.js';
import type { ControlOptions, LoopDefaults } from '../options.js';
import type { LoopSeries } from '../series.js';
import type { LedgerWriter } from '../state/ledger-writer.js';
import type { LoopTiming } from '../timing.js';

/** What every part of the loop shares. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Store;
  readonly timing: LoopTiming;
  readonly version: string;
  readonly ledger: LedgerWriter;
  readonly series: LoopSeries;
  /** What stands for a service until somebody changes it; `declared` by its application. */
  readonly defaultsOf: (service: string, declared?: DeclaredLevels) => LoopDefaults;
  readonly systemUsage: NonNullable<ControlOptions['systemUsage']>;
  /** A short id that this collector has not given before. */
  readonly newId: (kind: string) => string;
}

export const isoNow = (clock: Clock): string => new Date(clock.now()).toISOString();

/** Ids from the given randomness; 60 bits, in groups that people can read out. */
export const idsFrom =
  (random: Random) =>
  (kind: string): string =>
    `${kind}-${Array.from({ length: 3 }, () =>
      Math.floor(random() * 0x100000)
        .toString(16)
        .padStart(5, '0')
    ).join('')}`;
