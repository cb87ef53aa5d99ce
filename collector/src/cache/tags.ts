/** Which keys carry which tags. Made when the first tag comes: a cache without tags pays nothing. */
export class Tags<K> {
  readonly #keys = new Map<string, Set<K>>();
  readonly #tags = new Map<K, readonly string[]>();

  /** From now on a key carries these tags and no others. */
  set(key: K, tags: readonly string[]): void {
    this.drop(key);
    if (tags.length === 0) return;
    this.#tags.set(key, tags);
    for (const tag of tags) {
      const keys = this.#keys.get(tag);
      if (keys === undefined) this.#keys.set(tag, new Set([key]));
      else keys.add(key);
    }
  }

  drop(key: K): void {
    const tags = this.#tags.get(key);
    if (tags === undefined) return;
    this.#tags.delete(key);
    for (const tag of tags) {
      const keys = this.#keys.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(tag);
    }
  }

  keysOf(tag: string): readonly K[] {
    return [...(this.#keys.get(tag) ?? [])];
  }
}
