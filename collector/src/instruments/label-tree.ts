/** By the value of one label: what the next label decides between, or the child where it is the last. */
type Branches<Child extends object> = Map<string, Branches<Child> | Child>;

/**
 * Finds a child by its label values, one Map per label: no key is built, nothing is sorted or hashed twice. All label sets
 * of a tree have the same number of labels.
 */
export class LabelTree<Child extends object> {
  readonly #depth: number;
  readonly #root: Branches<Child> = new Map();
  /** Of a metric without labels. */
  #single: Child | undefined;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** `labels` must be as many as the tree is deep. */
  find(labels: readonly string[]): Child | undefined {
    // Indexing beats for-of here: this is the path of every labelled observation.
    const last = this.#depth - 1;
    if (last < 0) return this.#single;
    let branches = this.#root;
    for (let index = 0; index < last; index += 1) {
      const next = branches.get(labels[index] as string);
      if (next === undefined) return undefined;
      branches = next as Branches<Child>;
    }
    return branches.get(labels[last] as string) as Child | undefined;
  }

  insert(labels: readonly string[], child: Child): void {
    const last = labels.at(-1);
    if (last === undefined) {
      this.#single = child;
      return;
    }
    let branches = this.#root;
    for (const label of labels.slice(0, -1)) {
      let next = branches.get(label) as Branches<Child> | undefined;
      if (next === undefined) {
        next = new Map();
        branches.set(label, next);
      }
      branches = next;
    }
    branches.set(last, child);
  }

  /** Removes the child, and the branches that led to nothing else. */
  remove(labels: readonly string[]): void {
    if (labels.length === 0) this.#single = undefined;
    else this.#removeBelow(this.#root, labels, 0);
  }

  #removeBelow(branches: Branches<Child>, labels: readonly string[], depth: number): void {
    const label = labels[depth];
    if (label === undefined) return;
    if (depth < this.#depth - 1) {
      const next = branches.get(label) as Branches<Child> | undefined;
      if (next === undefined) return;
      this.#removeBelow(next, labels, depth + 1);
      if (next.size > 0) return;
    }
    branches.delete(label);
  }
}
