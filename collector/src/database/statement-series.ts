import { METRICS, type Clock } from '../contract/index.js';
import type { BoundCounter, Family, Instruments } from '../instruments/types.js';

/** What statements beyond the cap are counted under. */
export const OTHER_STATEMENTS = 'other';

const FORGET_AFTER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60_000;

interface Series {
  readonly seconds: BoundCounter;
  readonly calls: BoundCounter;
  lastUsedAt: number;
}

/** Time and calls per statement, for at most `max` statements at a time; one unused for ten minutes makes room. */
export class StatementSeries {
  readonly #seconds: Family<BoundCounter>;
  readonly #calls: Family<BoundCounter>;
  readonly #series = new Map<string, Series>();
  readonly #clock: Clock;
  #other: Series | undefined;
  #lookedAt = -Infinity;

  constructor(
    instruments: Instruments,
    readonly pool: string,
    readonly max: number,
    clock: Clock
  ) {
    this.#seconds = instruments.counter(METRICS.db_statement_duration_seconds_total);
    this.#calls = instruments.counter(METRICS.db_statement_calls_total);
    this.#clock = clock;
  }

  record(fingerprint: string, durationSeconds: number): void {
    const now = this.#clock.monotonic();
    const series = this.#series.get(fingerprint) ?? this.#admit(fingerprint, now);
    series.lastUsedAt = now;
    series.seconds.inc(durationSeconds);
    series.calls.inc();
  }

  close(): void {
    for (const fingerprint of this.#series.keys()) this.#end(fingerprint);
    this.#series.clear();
    if (this.#other !== undefined) this.#end(OTHER_STATEMENTS);
    this.#other = undefined;
  }

  #admit(fingerprint: string, now: number): Series {
    if (this.#series.size >= this.max) this.#forgetUnused(now);
    if (this.#series.size >= this.max) return (this.#other ??= this.#bind(OTHER_STATEMENTS, now));
    const series = this.#bind(fingerprint, now);
    this.#series.set(fingerprint, series);
    return series;
  }

  #forgetUnused(now: number): void {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    for (const [fingerprint, series] of this.#series) {
      if (now - series.lastUsedAt < FORGET_AFTER_MS) continue;
      this.#series.delete(fingerprint);
      this.#end(fingerprint);
    }
  }

  #bind(fingerprint: string, now: number): Series {
    return {
      seconds: this.#seconds.bind(this.pool, fingerprint),
      calls: this.#calls.bind(this.pool, fingerprint),
      lastUsedAt: now,
    };
  }

  #end(fingerprint: string): void {
    this.#seconds.remove(this.pool, fingerprint);
    this.#calls.remove(this.pool, fingerprint);
  }
}
