import { LAYOUT } from '../records.js';

const { NONE } = LAYOUT;

/** A node is four words: hash, the next one of its chain, and its neighbours in the order of leaving. */
const SHIFT = 2;
const NEXT = 1;
const LATER = 2;
const EARLIER = 3;
const FIRST_NODES = 64;

/** The hashes of the last keys that left, first in, first out; grows as it is needed. */
export class DepartedKeys {
  #limit: number;
  #nodes = new Int32Array(FIRST_NODES << SHIFT);
  #heads = new Int32Array(FIRST_NODES).fill(NONE);
  #first = NONE;
  #last = NONE;
  #free = NONE;
  #used = 0;
  #size = 0;

  /** Remembers at most `limit` keys. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(hash: number): void {
    if (this.#size >= this.#limit) this.#remove(this.#first);
    const node = this.#take();
    const nodes = this.#nodes;
    const at = node << SHIFT;
    const chain = hash & (this.#heads.length - 1);
    nodes[at] = hash;
    nodes[at | NEXT] = this.#heads[chain] ?? NONE;
    nodes[at | LATER] = NONE;
    nodes[at | EARLIER] = this.#last;
    this.#heads[chain] = node;
    if (this.#last === NONE) this.#first = node;
    else nodes[(this.#last << SHIFT) | LATER] = node;
    this.#last = node;
    this.#size++;
  }

  /** Whether the key is among the last that left; it is forgotten by that. */
  take(hash: number): boolean {
    const nodes = this.#nodes;
    let node = this.#heads[hash & (this.#heads.length - 1)] ?? NONE;
    while (node !== NONE && nodes[node << SHIFT] !== hash) node = nodes[(node << SHIFT) | NEXT] ?? NONE;
    if (node === NONE) return false;
    this.#remove(node);
    return true;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    while (this.#size > limit) this.#remove(this.#first);
  }

  #remove(node: number): void {
    const nodes = this.#nodes;
    const at = node << SHIFT;
    this.#unchain(node);
    const later = nodes[at | LATER] ?? NONE;
    const earlier = nodes[at | EARLIER] ?? NONE;
    if (later === NONE) this.#last = earlier;
    else nodes[(later << SHIFT) | EARLIER] = earlier;
    if (earlier === NONE) this.#first = later;
    else nodes[(earlier << SHIFT) | LATER] = later;
    nodes[at | NEXT] = this.#free;
    this.#free = node;
    this.#size--;
  }

  #unchain(node: number): void {
    const nodes = this.#nodes;
    const next = nodes[(node << SHIFT) | NEXT] ?? NONE;
    const chain = (nodes[node << SHIFT] ?? 0) & (this.#heads.length - 1);
    let before = this.#heads[chain] ?? NONE;
    if (before === node) {
      this.#heads[chain] = next;
      return;
    }
    while (nodes[(before << SHIFT) | NEXT] !== node) before = nodes[(before << SHIFT) | NEXT] ?? NONE;
    nodes[(before << SHIFT) | NEXT] = next;
  }

  #take(): number {
    const node = this.#free;
    if (node !== NONE) {
      this.#free = this.#nodes[(node << SHIFT) | NEXT] ?? NONE;
      return node;
    }
    if (this.#used << SHIFT === this.#nodes.length) this.#grow();
    return this.#used++;
  }

  /** Only where every node is in use. */
  #grow(): void {
    const former = this.#nodes;
    const room = Math.min(this.#used * 2, Math.max(this.#limit, this.#used + 1));
    this.#nodes = new Int32Array(room << SHIFT);
    this.#nodes.set(former);
    let heads = this.#heads.length;
    while (heads < room) heads *= 2;
    this.#heads = new Int32Array(heads).fill(NONE);
    for (let node = 0; node < this.#used; node++) {
      const chain = (this.#nodes[node << SHIFT] ?? 0) & (heads - 1);
      this.#nodes[(node << SHIFT) | NEXT] = this.#heads[chain] ?? NONE;
      this.#heads[chain] = node;
    }
  }
}
