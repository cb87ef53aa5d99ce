import type { Clock } from '../../contract/index.js';

/** Lets code wait until something holds, looked at whenever `notify` is called; no polling. */
export class Waiter {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    for (const check of [...this.#checks]) check();
  }

  /** Resolves to whether `holds` became true within `ms`. */
  until(holds: () => boolean, ms: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    if (ms <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        this.#checks.delete(check);
        cancel();
        resolve(result);
      };
      const check = (): void => {
        if (holds()) finish(true);
      };
      const cancel = this.#clock.after(ms, () => finish(holds()));
      this.#checks.add(check);
    });
  }
}
