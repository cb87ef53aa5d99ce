import { formatLevel, type LevelUnit } from '../../format/units';

/** The unit that people type, and how many of it make one of the contract's. */
export interface TypedUnit {
  readonly suffix: string;
  readonly factor: number;
}

export const TYPED_UNITS: Readonly<Record<LevelUnit, TypedUnit>> = {
  seconds: { suffix: 'ms', factor: 1000 },
  requests_per_second: { suffix: 'requests / min', factor: 60 },
  ratio: { suffix: '%', factor: 100 },
};

/** Without the noise of binary fractions: 0.1 + 0.2 is 0.3 here. */
const tidy = (value: number): number => Number(value.toPrecision(12));

export const toTyped = (value: number, unit: LevelUnit): string => String(tidy(value * TYPED_UNITS[unit].factor));

export interface LevelBounds {
  readonly unit: LevelUnit;
  readonly min: number;
  readonly max: number;
}

export type ParsedLevel = { readonly value: number } | { readonly problem: string };

/** What a person typed as a value of the contract, or what would be right. */
export function parseLevel(text: string, { unit, min, max }: LevelBounds): ParsedLevel {
  const typed = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  const range = `${formatLevel(min, unit)} to ${formatLevel(max, unit)}`;
  if (!Number.isFinite(typed)) {
    return { problem: `Enter a number, ${range}.` };
  }
  const value = tidy(typed / TYPED_UNITS[unit].factor);
  return value < min || value > max ? { problem: `Out of range: ${range}.` } : { value };
}
