export type MetricType = 'counter' | 'gauge' | 'histogram';

/** One measured quantity: its Prometheus name without prefix is never typed anywhere but here. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: MetricType;
  /** OpenTelemetry/Prometheus base unit, or `''` for a bare number. */
  readonly unit: 'seconds' | 'bytes' | 'ratio' | '';
  readonly help: string;
  readonly labels: readonly string[];
  /** Which process exports it (DESIGN.md: whoever measures a thing exports it). */
  readonly exporter: 'agent' | 'collector' | 'both';
  /** Agents send it to the collector, so that rules and reports can ask for it. */
  readonly reported?: true;
  /** Upper edges of a histogram, ascending, without +Inf. */
  readonly edges?: readonly number[];
}

export const PREFIX = 'growth_engine_';

/** Gives a catalogue its prefix and its literal keys. */
export const catalogue = <T extends Record<string, Omit<MetricDefinition, 'name'>>>(
  definitions: T
): { readonly [K in keyof T & string]: T[K] & MetricDefinition } =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name: `${PREFIX}${name}` }])
  ) as { readonly [K in keyof T & string]: T[K] & MetricDefinition };
