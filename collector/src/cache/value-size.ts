const WALK_NODES = 256;
/** The first objects of a cache are all walked, later ones now and then. */
const FIRST_SAMPLES = 32;
const SAMPLE_EVERY = 64;

/** After so many objects in a row the next values are taken for objects, too, without a look at them. */
const OBJECTS_IN_A_ROW = 32;

/**
 * Approximate bytes of values. Strings, buffers and numbers are exact enough at once; an object has to be walked, so only
 * every 64th is, and the others count as the running mean of those. While nothing but objects comes, the values between two
 * samples are not even looked at: fetching one from memory costs more than all the rest of storing it.
 */
export class ValueSizer {
  #samples = 0;
  #untilSample = 0;
  #objects = 0;
  #meanBytes = 0;

  sizeOf(value: unknown): number {
    if (--this.#untilSample >= 0 && this.#objects >= OBJECTS_IN_A_ROW) return this.#meanBytes;
    return this.#look(value);
  }

  #look(value: unknown): number {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
      this.#objects = 0;
      return flatSizeOf(value);
    }
    this.#objects++;
    if (this.#untilSample < 0) this.#sample(value);
    return this.#meanBytes;
  }

  #sample(value: object): void {
    const bytes = walk(value);
    this.#samples++;
    const weight = Math.max(1 / this.#samples, 1 / 8);
    this.#meanBytes = Math.round(this.#meanBytes + (bytes - this.#meanBytes) * weight);
    this.#untilSample = this.#samples < FIRST_SAMPLES ? 0 : SAMPLE_EVERY;
  }
}

/** Approximate bytes of one value, walked where it is an object. */
export const sizeOfValue = (value: unknown): number =>
  typeof value !== 'object' || value === null || ArrayBuffer.isView(value) ? flatSizeOf(value) : walk(value);

const flatSizeOf = (value: unknown): number =>
  typeof value === 'string' ? value.length : ArrayBuffer.isView(value) ? value.byteLength : 8;

/** Follows at most 256 values; what is beyond is taken to be like what was seen. */
function walk(root: object): number {
  const pending: unknown[] = [root];
  let bytes = 0;
  let seen = 0;
  let unseen = 0;
  while (pending.length > 0 && seen < WALK_NODES) {
    const value = pending.pop();
    seen++;
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value !== 'object' || value === null) bytes += 8;
    else if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    else {
      bytes += 16;
      const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
      const taken = Math.min(inner.length, WALK_NODES);
      for (let index = 0; index < taken; index++) pending.push(inner[index]);
      bytes += 8 * inner.length;
      unseen += inner.length - taken;
    }
  }
  unseen += pending.length;
  return unseen === 0 ? bytes : Math.round((bytes / seen) * (seen + unseen));
}
