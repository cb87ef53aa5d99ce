/** What speaks for a policy against the present one. */
export class Evidence {
  /** Hits that it would have had more, not below a debt. */
  sum = 0;
  /** The same with fading, by group of keys in the sample; and how much it varies from window to window, squared. */
  byGroup: Float64Array;
  squares = 0;

  constructor(groups: number) {
    this.byGroup = new Float64Array(groups);
  }
}

export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
