/** Label names to values, as Prometheus has them. */
export type Labels = Readonly<Record<string, string>>;

/** A value together with the labels that it was computed for. */
export interface LabelledValue {
  readonly labels: Labels;
  readonly value: number;
}
