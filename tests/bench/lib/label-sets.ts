export const LABEL_NAMES = ['method', 'route', 'status_class'] as const;
export type LabelSet = readonly [method: string, route: string, statusClass: string];

/** What a service with as many label sets has: two methods, five classes of status, and routes. */
export const labelSet = (index: number): LabelSet => [
  index % 2 === 0 ? 'GET' : 'POST',
  `/route/${Math.floor(index / 10)}/of/:many`,
  `${1 + (index % 5)}xx`,
];

export const labelSets = (count: number): readonly LabelSet[] => Array.from({ length: count }, (_, at) => labelSet(at));
