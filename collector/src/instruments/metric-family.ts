import type { ProtobufWriter } from './protobuf-writer.js';

/** Field numbers of io.prometheus.client (github.com/prometheus/client_model, metrics.proto). */
export const FAMILY = { name: 1, help: 2, type: 3, unit: 5 } as const;
export const METRIC_TYPE = { counter: 0, gauge: 1, untyped: 3, histogram: 4 } as const;
export const METRIC = {
  /** Of MetricFamily. */
  itself: 4,
  label: 1,
  gauge: 2,
  counter: 3,
  untyped: 5,
  timestampMs: 6,
  histogram: 7,
} as const;
const LABEL = { name: 1, value: 2 } as const;
/** Of Counter, Gauge and Untyped alike. */
export const VALUE = 1;
export const HISTOGRAM = {
  field: { sampleCount: 1, sampleSum: 2, bucket: 3 },
  bucket: { cumulativeCount: 1, upperBound: 2, exemplar: 3 },
  span: { offset: 1, length: 2 },
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  positiveSpan: 12,
  positiveDelta: 13,
} as const;
export const EXEMPLAR = { label: 1, value: 2, timestamp: 3 } as const;
export const TIMESTAMP = { seconds: 1, nanos: 2 } as const;

export function writeFamilyHead(
  to: ProtobufWriter,
  family: { readonly name: string; readonly help: string; readonly type: number; readonly unit?: string }
): void {
  to.string(FAMILY.name, family.name);
  to.string(FAMILY.help, family.help);
  to.uint(FAMILY.type, family.type);
  if (family.unit !== undefined && family.unit !== '') to.string(FAMILY.unit, family.unit);
}

export function writeLabel(
  to: ProtobufWriter,
  field: number,
  scratch: ProtobufWriter,
  name: string,
  value: string
): void {
  scratch.clear();
  scratch.string(LABEL.name, name);
  scratch.string(LABEL.value, value);
  to.message(field, scratch);
}
