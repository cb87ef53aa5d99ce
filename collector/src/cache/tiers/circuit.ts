import type { CircuitState, Clock } from '../../contract/index.js';

export interface CircuitOptions {
  readonly clock: Clock;
  /** Makes everything ready for use; rejects while that is impossible. */
  readonly probe: () => Promise<void>;
  readonly onChange?: (state: CircuitState, cause: unknown) => void;
}

/** Failures count 1, successes take a quarter back: it opens where clearly more than a fifth fail, at once where all do. */
const OPENS_AT = 3;
const SUCCESS = 0.25;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * Keeps callers away from something slow or gone, and tries by itself whether it is back: after 250 ms, doubling up to 5 s.
 * It begins open.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #state: CircuitState = 'open';
  #score = 0;
  #waitMs = FIRST_WAIT_MS;
  #cancelWait: (() => void) | undefined;
  #closed = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Begins to probe after the first wait, unless somebody does before. */
  start(): void {
    this.#wait();
  }

  succeeded(): void {
    if (this.#score > 0) this.#score = Math.max(0, this.#score - SUCCESS);
  }

  failed(cause: unknown): void {
    if (this.#state !== 'closed') return;
    this.#score++;
    if (this.#score >= OPENS_AT) this.trip(cause);
  }

  /** Opens at once: for what is known to be gone. */
  trip(cause: unknown): void {
    if (this.#state === 'open' || this.#closed) return;
    this.#enter('open', cause);
    this.#waitMs = FIRST_WAIT_MS;
    this.#wait();
  }

  /** Does not wait any longer: for what has just come back. */
  async probe(): Promise<void> {
    if (this.#state !== 'open' || this.#closed) return;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#enter('probing', undefined);
    try {
      await this.#options.probe();
      // It may have been tripped meanwhile, and then waits already.
      if (this.#current() !== 'probing') return;
      this.#score = 0;
      this.#waitMs = FIRST_WAIT_MS;
      this.#enter('closed', undefined);
    } catch (error) {
      if (this.#current() !== 'probing') return;
      this.#enter('open', error);
      this.#wait();
      this.#waitMs = Math.min(LONGEST_WAIT_MS, 2 * this.#waitMs);
    }
  }

  close(): void {
    this.#closed = true;
    this.#state = 'open';
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }

  #wait(): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#options.clock.after(this.#waitMs, () => void this.probe());
  }

  #enter(state: CircuitState, cause: unknown): void {
    if (this.#closed) return;
    this.#state = state;
    this.#options.onChange?.(state, cause);
  }

  /** For after an await, where it may have changed. */
  #current(): CircuitState {
    return this.#state;
  }
}
