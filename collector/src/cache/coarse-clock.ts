import type { Clock } from '../contract/index.js';

/** Readings between two looks at the clock while the event loop is blocked. */
const READINGS = 64;

/**
 * The monotonic clock in whole milliseconds (a fraction would be an object on the heap wherever it is handed on), read at
 * most once per millisecond: reading it costs a third of a look-up. One timer per busy
 * millisecond; a blocked event loop does not stop it, since every 64th reading looks anyway.
 */
export class CoarseClock {
  readonly #clock: Clock;
  readonly #onRead: (() => void) | undefined;
  readonly #expire = (): void => {
    this.#left = 0;
    this.#cancel = undefined;
  };
  #nowMs = 0;
  #left = 0;
  #cancel: (() => void) | undefined;

  /** `onRead` is called whenever the clock itself is read: at the first reading, and within 65 readings again. */
  constructor(clock: Clock, onRead?: () => void) {
    this.#clock = clock;
    this.#onRead = onRead;
  }

  now(): number {
    if (this.#left > 0) {
      this.#left--;
      return this.#nowMs;
    }
    this.#left = READINGS;
    this.#cancel ??= this.#clock.after(1, this.#expire);
    this.#nowMs = Math.floor(this.#clock.monotonic());
    this.#onRead?.();
    return this.#nowMs;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#left = 0;
  }
}
