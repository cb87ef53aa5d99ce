/** More than these, and everything is invalidated instead. */
const MAX_KEYS = 10_000;

/** What must be invalidated in the second tier, which could not be told yet. */
export class PendingInvalidations {
  readonly #keys = new Set<string>();
  #all = false;

  get isEmpty(): boolean {
    return !this.#all && this.#keys.size === 0;
  }

  get all(): boolean {
    return this.#all;
  }

  has(key: string): boolean {
    return this.#all || this.#keys.has(key);
  }

  add(key: string): void {
    if (this.#all) return;
    this.#keys.add(key);
    if (this.#keys.size > MAX_KEYS) this.addAll();
  }

  addAll(): void {
    this.#keys.clear();
    this.#all = true;
  }

  first(): string | undefined {
    const { done, value } = this.#keys.values().next();
    return done === true ? undefined : value;
  }

  done(key: string): void {
    this.#keys.delete(key);
  }

  allDone(): void {
    this.#all = false;
  }
}
