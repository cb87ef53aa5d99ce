import type { Clock, Thresholds } from '../contract/index.js';
import { deadlineOf } from '../instruments/deadline.js';

const CHECK_EVERY_MS = 2_000;
const CHECK_DEADLINE_MS = 1_500;

/** Something that can say whether it works: "ok", or one sentence. */
export interface Checkable {
  readonly name: string;
  check(signal: AbortSignal): Promise<string>;
}

export interface Pressure {
  cpuRatio(): number;
  memoryRatio(): number;
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;

/**
 * Health of what the process depends on, looked at every two seconds in the background, so that asking costs nothing and a
 * dependency that hangs holds nobody up.
 */
export class Checks {
  readonly #clock: Clock;
  readonly #pressure: Pressure;
  readonly #databases: Checkable[] = [];
  readonly #results = new Map<string, string>();
  readonly #closing = new AbortController();
  #cancel: () => void = () => {};
  #thresholds: Thresholds;

  constructor(options: { clock: Clock; pressure: Pressure; thresholds: Thresholds }) {
    this.#clock = options.clock;
    this.#pressure = options.pressure;
    this.#thresholds = options.thresholds;
  }

  setThresholds(thresholds: Thresholds): void {
    this.#thresholds = thresholds;
  }

  addDatabase(database: Checkable): void {
    this.#databases.push(database);
    if (this.#databases.length === 1) this.#look();
  }

  /** `database` stands only where there is one; the first that fails speaks for all. */
  current(): Readonly<Record<string, string>> {
    const failing = this.#databases
      .map(({ name }) => this.#results.get(name) ?? 'ok')
      .find((result) => result !== 'ok');
    return {
      ...(this.#databases.length > 0 ? { database: failing ?? 'ok' } : {}),
      cache: 'ok',
      memory: this.#level('Memory', this.#pressure.memoryRatio(), this.#thresholds.memory),
      cpu: this.#level('CPU', this.#pressure.cpuRatio(), this.#thresholds.cpu),
    };
  }

  close(): void {
    this.#cancel();
    this.#closing.abort();
  }

  #level(what: string, value: number, limit: number): string {
    return value <= limit
      ? 'ok'
      : `${what} is at ${percent(value)} of its limit, above the threshold of ${percent(limit)}.`;
  }

  #look(): void {
    const deadline = deadlineOf(this.#clock, CHECK_DEADLINE_MS, this.#closing.signal);
    const late = new Promise<string>((resolve) => {
      deadline.signal.addEventListener(
        'abort',
        () => resolve(`It did not answer within ${CHECK_DEADLINE_MS / 1000} s.`),
        { once: true }
      );
    });
    const all = this.#databases.map(async (database) => {
      const asked = database.check(deadline.signal).catch((error: unknown) => String(error));
      this.#results.set(database.name, await Promise.race([asked, late]));
    });
    void Promise.allSettled(all).then(() => {
      deadline.end();
      if (!this.#closing.signal.aborted) this.#cancel = this.#clock.after(CHECK_EVERY_MS, () => this.#look());
    });
  }
}
