import type { Clock } from '../contract/index.js';

/** Something that must be over in time; the neighbours belong to Deadlines. */
export interface Deadlined {
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Called once, when it has run for the time-out. */
  expire(timeoutMs: number): void;
  earlier: Deadlined | undefined;
  later: Deadlined | undefined;
  watched: boolean;
}

/**
 * One time-out for all: whoever began first is due first, so a list in order of beginning and one timer for its head are
 * enough, and nothing is allocated per request.
 */
export class Deadlines {
  readonly #clock: Clock;
  #timeoutMs: number;
  #first: Deadlined | undefined;
  #last: Deadlined | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  set timeoutMs(ms: number) {
    this.#timeoutMs = ms;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#arm();
  }

  watch(request: Deadlined): void {
    request.watched = true;
    request.earlier = this.#last;
    if (this.#last === undefined) this.#first = request;
    else this.#last.later = request;
    this.#last = request;
    if (this.#cancel === undefined) this.#arm();
  }

  forget(request: Deadlined): void {
    if (!request.watched) return;
    request.watched = false;
    const { earlier, later } = request;
    if (earlier === undefined) this.#first = later;
    else earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    request.earlier = undefined;
    request.later = undefined;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    while (this.#first !== undefined) this.forget(this.#first);
  }

  #arm(): void {
    if (this.#first === undefined) return;
    const inMs = Math.max(1, this.#first.startedAt + this.#timeoutMs - this.#clock.monotonic());
    this.#cancel = this.#clock.after(inMs, this.#expireDue);
  }

  readonly #expireDue = (): void => {
    this.#cancel = undefined;
    const now = this.#clock.monotonic();
    while (this.#first !== undefined && this.#first.startedAt + this.#timeoutMs <= now) {
      const due = this.#first;
      this.forget(due);
      due.expire(this.#timeoutMs);
    }
    this.#arm();
  };
}
