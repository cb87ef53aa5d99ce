import { LAYOUT, type Records } from '../records.js';

const { NEWER, NONE, OLDER, RECORD_SHIFT } = LAYOUT;

/** A doubly linked list of slots; its links stand in the slots' records, so a slot is in one list at a time. */
export class SlotList {
  readonly #records: Records;
  #newest = NONE;
  #oldest = NONE;
  #size = 0;

  constructor(records: Records) {
    this.#records = records;
  }

  get size(): number {
    return this.#size;
  }

  /** −1 where the list is empty. */
  get oldest(): number {
    return this.#oldest;
  }

  addNewest(slot: number): void {
    const { words } = this.#records;
    const at = slot << RECORD_SHIFT;
    const former = this.#newest;
    words[at | NEWER] = NONE;
    words[at | OLDER] = former;
    if (former === NONE) this.#oldest = slot;
    else words[(former << RECORD_SHIFT) | NEWER] = slot;
    this.#newest = slot;
    this.#size++;
  }

  remove(slot: number): void {
    const { words } = this.#records;
    const at = slot << RECORD_SHIFT;
    const newer = words[at | NEWER] ?? NONE;
    const older = words[at | OLDER] ?? NONE;
    if (newer === NONE) this.#newest = older;
    else words[(newer << RECORD_SHIFT) | OLDER] = older;
    if (older === NONE) this.#oldest = newer;
    else words[(older << RECORD_SHIFT) | NEWER] = newer;
    this.#size--;
  }

  /** What `remove` and `addNewest` do, in one go: this is the path of every hit. */
  moveNewest(slot: number): void {
    const newest = this.#newest;
    if (slot === newest) return;
    const { words } = this.#records;
    const at = slot << RECORD_SHIFT;
    const newer = words[at | NEWER] ?? NONE;
    const older = words[at | OLDER] ?? NONE;
    words[(newer << RECORD_SHIFT) | OLDER] = older;
    if (older === NONE) this.#oldest = newer;
    else words[(older << RECORD_SHIFT) | NEWER] = newer;
    words[at | NEWER] = NONE;
    words[at | OLDER] = newest;
    words[(newest << RECORD_SHIFT) | NEWER] = slot;
    this.#newest = slot;
  }

  removeOldest(): number {
    const slot = this.#oldest;
    if (slot === NONE) return NONE;
    const { words } = this.#records;
    const newer = words[(slot << RECORD_SHIFT) | NEWER] ?? NONE;
    if (newer === NONE) this.#newest = NONE;
    else words[(newer << RECORD_SHIFT) | OLDER] = NONE;
    this.#oldest = newer;
    this.#size--;
    return slot;
  }

  /** The neighbour that was added next; −1 for the newest. */
  newerOf(slot: number): number {
    return this.#records.words[(slot << RECORD_SHIFT) | NEWER] ?? NONE;
  }

  /** Oldest first. */
  forEach(visit: (slot: number) => void): void {
    let slot = this.#oldest;
    while (slot !== NONE) {
      const newer = this.newerOf(slot);
      visit(slot);
      slot = newer;
    }
  }
}
