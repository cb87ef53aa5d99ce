const NONE = -1;

/** A doubly linked list of slots in one typed array: a slot's newer and older neighbour stand side by side. */
export class SlotList {
  #links: Int32Array;
  #newest = NONE;
  #oldest = NONE;
  #size = 0;

  constructor(slots: number) {
    this.#links = new Int32Array(slots * 2);
  }

  get size(): number {
    return this.#size;
  }

  addNewest(slot: number): void {
    const links = this.#links;
    const former = this.#newest;
    links[slot * 2] = NONE;
    links[slot * 2 + 1] = former;
    if (former === NONE) this.#oldest = slot;
    else links[former * 2] = slot;
    this.#newest = slot;
    this.#size++;
  }

  remove(slot: number): void {
    const links = this.#links;
    const newer = links[slot * 2] ?? NONE;
    const older = links[slot * 2 + 1] ?? NONE;
    if (newer === NONE) this.#newest = older;
    else links[newer * 2 + 1] = older;
    if (older === NONE) this.#oldest = newer;
    else links[older * 2] = newer;
    this.#size--;
  }

  moveNewest(slot: number): void {
    if (slot === this.#newest) return;
    this.remove(slot);
    this.addNewest(slot);
  }

  removeOldest(): number {
    const slot = this.#oldest;
    if (slot !== NONE) this.remove(slot);
    return slot;
  }

  /** Oldest first. */
  forEach(visit: (slot: number) => void): void {
    let slot = this.#oldest;
    while (slot !== NONE) {
      const newer = this.#links[slot * 2] ?? NONE;
      visit(slot);
      slot = newer;
    }
  }

  grow(slots: number): void {
    this.#links = grown(this.#links, slots * 2);
  }
}

export function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(array);
  return next;
}
