export const PRESSURE_RESOURCES = ['cpu', 'memory', 'io', 'irq'] as const;
export type PressureResource = (typeof PRESSURE_RESOURCES)[number];
export type PressureKind = 'some' | 'full';

export interface Stall {
  readonly kind: PressureKind;
  /** Since boot. */
  readonly seconds: number;
}

/** A file of /proc/pressure. cpu has no `full` before 5.13, irq no `some` at all. */
export function parsePressure(text: string): readonly Stall[] {
  return [...text.matchAll(/^(some|full) .*\btotal=(\d+)/gm)].map(([, kind, total]) => ({
    kind: kind === 'full' ? 'full' : 'some',
    seconds: Number(total) / 1e6,
  }));
}
