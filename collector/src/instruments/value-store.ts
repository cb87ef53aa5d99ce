const FIRST_CHUNK_ROWS = 8;
const LARGEST_CHUNK_ROWS = 1024;

/** Where the numbers of one child lie: `width` numbers of `values`, from `offset` on. */
export interface Row {
  readonly values: Float64Array;
  readonly offset: number;
}

/** Rows of equal width in typed arrays that never move, so that a bound child writes straight into them. */
export class ValueStore {
  readonly #width: number;
  readonly #free: Row[] = [];
  #chunk: Float64Array;
  #next = 0;

  constructor(width: number) {
    this.#width = width;
    this.#chunk = new Float64Array(width * FIRST_CHUNK_ROWS);
  }

  /** A row of zeros. */
  allocate(): Row {
    const reused = this.#free.pop();
    if (reused !== undefined) {
      reused.values.fill(0, reused.offset, reused.offset + this.#width);
      return reused;
    }
    if (this.#next === this.#chunk.length) {
      this.#chunk = new Float64Array(Math.min(this.#chunk.length * 2, this.#width * LARGEST_CHUNK_ROWS));
      this.#next = 0;
    }
    const offset = this.#next;
    this.#next += this.#width;
    return { values: this.#chunk, offset };
  }

  release(row: Row): void {
    this.#free.push(row);
  }

  /** A row outside the store, for children that have been forgotten and may still be written to. */
  detached(): Row {
    return { values: new Float64Array(this.#width), offset: 0 };
  }
}
