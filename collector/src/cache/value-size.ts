const WALK_NODES = 256;
/** The first objects of a cache are all walked, later ones now and then. */
const FIRST_SAMPLES = 32;
const SAMPLE_EVERY = 64;

/**
 * Approximate bytes of values. Strings, buffers and numbers are exact enough at once; an object has to be walked, so only
 * every 64th is, and the others count as the running mean of those.
 */
export class ValueSizer {
  #samples = 0;
  #untilSample = 0;
  #meanBytes = 0;

  sizeOf(value: unknown): number {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 8;
    if (ArrayBuffer.isView(value)) return value.byteLength;
    if (--this.#untilSample < 0) this.#sample(value);
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
