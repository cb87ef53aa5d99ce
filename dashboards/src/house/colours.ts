/** Colours by meaning; names that Grafana resolves for the dark and the light theme. */
export const COLOURS = {
  good: 'green',
  attention: 'orange',
  bad: 'red',
  neutral: 'blue',
  idle: 'text',
  target: 'text',
  /** Good, with a reservation. */
  fair: 'yellow',
  other: 'purple',
} as const;
export type Colour = (typeof COLOURS)[keyof typeof COLOURS];

/** A level from which a colour holds; the first has no lower end. */
export interface Step {
  readonly from: number | null;
  readonly colour: Colour;
}
