import type { LedgerEntry, Log, Store } from '../../contract/index.js';

/** Entries that wait for a store that cannot be written; older ones stay in the log only. */
const MAX_WAITING = 200;

/** Appends to the ledger in order. What cannot be written waits and is written before whatever comes next. */
export class LedgerWriter {
  readonly #store: Store;
  readonly #log: Log;
  #waiting: LedgerEntry[] = [];
  #tail: Promise<boolean> = Promise.resolve(true);

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves to whether everything has been written. */
  append(entry: LedgerEntry): Promise<boolean> {
    this.#waiting.push(entry);
    if (this.#waiting.length > MAX_WAITING) {
      const lost = this.#waiting.shift();
      this.#log.error({ entry: lost }, 'a ledger entry is given up: the store could not be written for too long');
    }
    return this.flush();
  }

  flush(): Promise<boolean> {
    this.#tail = this.#tail.then(() => this.#flush());
    return this.#tail;
  }

  async #flush(): Promise<boolean> {
    for (let entry = this.#waiting[0]; entry !== undefined; entry = this.#waiting[0]) {
      try {
        await this.#store.append(entry);
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      } catch (error) {
        this.#log.error({ err: error, waiting: this.#waiting.length }, 'the ledger cannot be written, will try again');
        return false;
      }
    }
    return true;
  }
}
