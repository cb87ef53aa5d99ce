import type { Labels, MetricDefinition } from '../contract/index.js';
import { HistogramChild, type Child, type Misuse } from './children.js';
import type { HistogramWishes } from './histogram-details.js';
import { LabelTree } from './label-tree.js';
import type { Family, Observe } from './types.js';
import { ValueStore, type Row } from './value-store.js';

/** Label sets that a metric may have where its registry has no other number. */
export const DEFAULT_MAX_SERIES_PER_METRIC = 2000;

/** Value of every label of the child that stands for all label sets beyond the limit. */
export const OVERFLOW_LABEL = '_overflow';

export type MakeChild<Kind extends Child> = (
  labels: readonly string[],
  row: Row,
  misuse: Misuse,
  isOverflow: boolean
) => Kind;

/** Children of one metric, bound or observed. The limit of label sets is held here and nowhere else. */
export class ChildFamily<Kind extends Child = Child> implements Family<Kind> {
  readonly misuse: Misuse = { dropped: 0, ignored: 0 };
  /** Names of the labels that `bind` takes. */
  readonly labelNames: readonly string[];
  readonly #constantLabels: Labels;
  readonly #maxChildren: number;
  readonly #make: MakeChild<Kind>;
  readonly #store: ValueStore;
  readonly #tree: LabelTree<Kind>;
  readonly #children = new Set<Kind>();
  readonly #observers = new Set<Observe>();
  #overflow: Kind | undefined;
  #collection = 0;
  /** What its histograms were last told to keep. */
  #heeded = '';

  constructor(
    readonly definition: MetricDefinition,
    constantLabels: Labels,
    maxChildren: number,
    make: MakeChild<Kind>
  ) {
    this.labelNames = definition.labels.filter((name) => !(name in constantLabels));
    this.#tree = new LabelTree(this.labelNames.length);
    this.#constantLabels = constantLabels;
    this.#maxChildren = maxChildren;
    this.#make = make;
    this.#store = new ValueStore(definition.type === 'histogram' ? (definition.edges?.length ?? 0) + 2 : 1);
  }

  /** Those with a series, oldest first; safe to walk while children come and go. */
  get children(): ReadonlySet<Kind> {
    return this.#children;
  }

  bind(...labels: readonly string[]): Kind {
    const child =
      (labels.length === this.labelNames.length ? this.#tree.find(labels) : undefined) ?? this.#childFor(labels);
    child.isBound = true;
    return child;
  }

  remove(...labels: readonly string[]): void {
    const child = labels.length === this.labelNames.length ? this.#tree.find(labels) : undefined;
    if (child !== undefined) this.#forget(child);
  }

  /** Values of every label of the definition, constant ones included. */
  allLabels(child: Kind): string[] {
    let next = 0;
    return this.definition.labels.map((name) => this.#constantLabels[name] ?? child.labels[next++] ?? '');
  }

  observe(observe: Observe): () => void {
    this.#observers.add(observe);
    return () => {
      this.#observers.delete(observe);
      if (this.#observers.size === 0) this.#sweep(this.#collection + 1);
    };
  }

  /** Asks the observers anew; what they no longer emit ends. What one of them throws goes to `failed`, the others count. */
  collect(failed: (error: unknown) => void): void {
    if (this.#observers.size === 0) return;
    this.#collection += 1;
    const collection = this.#collection;
    for (const observe of this.#observers) {
      try {
        observe((labels, value) => this.#emit(labels, value, collection));
      } catch (error) {
        failed(error);
      }
    }
    this.#sweep(collection);
  }

  /** Lets histograms that are there already keep what is wished for; new ones do so by themselves. */
  heed(wishes: HistogramWishes): void {
    const now = `${wishes.native} ${wishes.readTrace !== undefined}`;
    if (this.definition.type !== 'histogram' || now === this.#heeded) return;
    this.#heeded = now;
    for (const child of this.#children) if (child instanceof HistogramChild) child.heed(wishes);
  }

  #emit(labels: readonly string[], value: number, collection: number): void {
    const arityFits = labels.length === this.labelNames.length;
    const child = (arityFits ? this.#tree.find(labels) : undefined) ?? this.#childFor(labels);
    if (!child.isOverflow) child.put(value);
    else {
      child.put(child.emittedIn === collection ? child.cell(0) + value : value);
      this.misuse.dropped += 1;
    }
    child.emittedIn = collection;
  }

  #sweep(collection: number): void {
    for (const child of this.#children) {
      if (!child.isBound && child.emittedIn !== collection) this.#forget(child);
    }
  }

  #childFor(labels: readonly string[]): Kind {
    if (labels.length !== this.labelNames.length || labels.some((label) => typeof label !== 'string')) {
      throw new TypeError(
        `${this.definition.name} takes ${this.labelNames.length} text labels (${this.labelNames.join(', ')}), ` +
          `not ${JSON.stringify(labels)}`
      );
    }
    if (this.#overflow === undefined ? this.#children.size >= this.#maxChildren : this.#isFull()) {
      return (this.#overflow ??= this.#add(
        this.labelNames.map(() => OVERFLOW_LABEL),
        true
      ));
    }
    const child = this.#add(labels, false);
    this.#tree.insert(child.labels, child);
    return child;
  }

  #isFull(): boolean {
    return this.#children.size - 1 >= this.#maxChildren;
  }

  #add(labels: readonly string[], isOverflow: boolean): Kind {
    const child = this.#make([...labels], this.#store.allocate(), this.misuse, isOverflow);
    this.#children.add(child);
    return child;
  }

  #forget(child: Kind): void {
    if (child.isOverflow) this.#overflow = undefined;
    else this.#tree.remove(child.labels);
    this.#children.delete(child);
    this.#store.release(child.detach(this.#store.detached()));
  }
}
