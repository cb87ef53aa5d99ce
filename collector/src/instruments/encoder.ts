import type { Child } from './children.js';
import type { ChildFamily } from './family.js';
import type { ForeignFamily } from './foreign-text.js';

/** A metric and those of its label sets that are exposed. */
export interface FamilyView {
  readonly family: ChildFamily;
  readonly children: Iterable<Child>;
}

/** Writes one format. Each generator gives pieces that took about a millisecond at most; an empty one is a pause. */
export interface Encoder {
  families(views: Iterable<FamilyView>): Generator<string | Uint8Array>;
  foreign(families: Iterable<ForeignFamily>): Generator<string | Uint8Array>;
  /** What stands at the very end. */
  readonly end: string;
}
