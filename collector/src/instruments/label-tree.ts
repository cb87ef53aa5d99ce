interface Node<Child> {
  child: Child | undefined;
  branches: Map<string, Node<Child>> | undefined;
}

const isEmpty = ({ child, branches }: Node<unknown>): boolean =>
  child === undefined && (branches === undefined || branches.size === 0);

/** Finds a child by its label values, one Map per label: no key is built, nothing is sorted or hashed twice. */
export class LabelTree<Child> {
  readonly #root: Node<Child> = { child: undefined, branches: undefined };

  find(labels: readonly string[]): Child | undefined {
    // Indexing beats for-of here: this is the path of every labelled observation.
    let node = this.#root;
    for (let index = 0; index < labels.length; index += 1) {
      const next = node.branches?.get(labels[index] as string);
      if (next === undefined) return undefined;
      node = next;
    }
    return node.child;
  }

  insert(labels: readonly string[], child: Child): void {
    let node = this.#root;
    for (const label of labels) {
      node.branches ??= new Map();
      let next = node.branches.get(label);
      if (next === undefined) {
        next = { child: undefined, branches: undefined };
        node.branches.set(label, next);
      }
      node = next;
    }
    node.child = child;
  }

  /** Removes the child, and the branches that led to nothing else. */
  remove(labels: readonly string[]): void {
    this.#removeBelow(this.#root, labels, 0);
  }

  #removeBelow(node: Node<Child>, labels: readonly string[], depth: number): void {
    const label = labels[depth];
    if (label === undefined) {
      node.child = undefined;
      return;
    }
    const next = node.branches?.get(label);
    if (next === undefined) return;
    this.#removeBelow(next, labels, depth + 1);
    if (isEmpty(next)) node.branches?.delete(label);
  }
}
