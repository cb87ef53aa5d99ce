const MAX_NODES = 20_000;
const MAX_DEPTH = 64;

/**
 * Approximate length of a value as JSON where `JSON.parse(JSON.stringify(value))` gives the same again, else −1: class
 * instances, dates, maps, `undefined`, NaN, cycles and what is too large to look through are no plain JSON.
 */
export function plainJsonLength(value: unknown): number {
  return measure(value, 0, { nodes: MAX_NODES });
}

function measure(value: unknown, depth: number, left: { nodes: number }): number {
  if (--left.nodes < 0 || depth > MAX_DEPTH) return -1;
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? 8 : -1;
    case 'boolean':
      return 5;
    case 'object':
      break;
    default:
      return -1;
  }
  if (value === null) return 4;
  if (Array.isArray(value)) return measureAll(value, depth, left);
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1;
  if ('toJSON' in value || Object.getOwnPropertySymbols(value).length > 0) return -1;
  const keys = Object.keys(value);
  const inner = measureAll(Object.values(value), depth, left);
  return inner < 0 ? -1 : keys.reduce((sum, key) => sum + key.length + 3, inner);
}

function measureAll(values: readonly unknown[], depth: number, left: { nodes: number }): number {
  let length = 2;
  for (const value of values) {
    const inner = measure(value, depth + 1, left);
    if (inner < 0) return -1;
    length += inner + 1;
  }
  return length;
}
