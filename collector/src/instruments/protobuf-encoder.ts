import type { MetricType } from '../contract/index.js';
import { HistogramChild, type Child } from './children.js';
import type { Encoder, FamilyView } from './encoder.js';
import type { ChildFamily } from './family.js';
import { foreignAsProtobuf } from './foreign-protobuf.js';
import type { Exemplar } from './histogram-details.js';
import {
  EXEMPLAR,
  HISTOGRAM,
  METRIC,
  METRIC_TYPE,
  TIMESTAMP,
  VALUE,
  writeFamilyHead,
  writeLabel,
} from './metric-family.js';
import { ZERO_THRESHOLD, type NativeHistogram } from './native-histogram.js';
import { ProtobufWriter } from './protobuf-writer.js';

/** About 1 ms of work. */
const BYTES_PER_SLICE = 64 * 1024;
const PAUSE = new Uint8Array(0);

const TYPES: Readonly<Record<MetricType, number>> = {
  counter: METRIC_TYPE.counter,
  gauge: METRIC_TYPE.gauge,
  histogram: METRIC_TYPE.histogram,
};

/** Writers for the messages within messages, made once per exposition. */
class Scratch {
  readonly head = new ProtobufWriter();
  readonly metric = new ProtobufWriter();
  readonly value = new ProtobufWriter();
  readonly part = new ProtobufWriter();
  readonly exemplar = new ProtobufWriter();
  readonly leaf = new ProtobufWriter();
}

function wireLabelsOf(family: ChildFamily, child: Child, { metric, leaf }: Scratch): Uint8Array {
  metric.clear();
  const values = family.allLabels(child);
  family.definition.labels.forEach((name, index) => writeLabel(metric, METRIC.label, leaf, name, values[index] ?? ''));
  return metric.copy();
}

function writeExemplar(to: ProtobufWriter, { exemplar, leaf }: Scratch, value: Exemplar): void {
  exemplar.clear();
  writeLabel(exemplar, EXEMPLAR.label, leaf, 'trace_id', value.traceId);
  writeLabel(exemplar, EXEMPLAR.label, leaf, 'span_id', value.spanId);
  exemplar.double(EXEMPLAR.value, value.value);
  leaf.clear();
  const seconds = Math.floor(value.timestampSeconds);
  leaf.uint(TIMESTAMP.seconds, seconds);
  leaf.uint(TIMESTAMP.nanos, Math.floor((value.timestampSeconds - seconds) * 1e9));
  exemplar.message(EXEMPLAR.timestamp, leaf);
  to.message(HISTOGRAM.bucket.exemplar, exemplar);
}

function writeNative(to: ProtobufWriter, { part }: Scratch, native: NativeHistogram): void {
  to.sint(HISTOGRAM.schema, native.schema);
  to.double(HISTOGRAM.zeroThreshold, ZERO_THRESHOLD);
  to.uint(HISTOGRAM.zeroCount, native.zeroCount);
  const { spans, deltas } = native.encode();
  for (const { offset, length } of spans) {
    part.clear();
    part.sint(HISTOGRAM.span.offset, offset);
    part.uint(HISTOGRAM.span.length, length);
    to.message(HISTOGRAM.positiveSpan, part);
  }
  for (const delta of deltas) to.sint(HISTOGRAM.positiveDelta, delta);
}

/** Classic buckets, with which exemplars go, and the native histogram beside them. */
function writeHistogram(to: ProtobufWriter, scratch: Scratch, child: Child, edges: readonly number[]): void {
  const details = child instanceof HistogramChild ? child.details : undefined;
  const { part } = scratch;
  let count = 0;
  for (let index = 0; index <= edges.length; index += 1) {
    count += child.cell(index);
    part.clear();
    part.uint(HISTOGRAM.bucket.cumulativeCount, count);
    part.double(HISTOGRAM.bucket.upperBound, edges[index] ?? Infinity);
    const exemplar = details?.exemplar(index);
    if (exemplar !== undefined) writeExemplar(part, scratch, exemplar);
    to.message(HISTOGRAM.field.bucket, part);
  }
  to.uint(HISTOGRAM.field.sampleCount, count);
  to.double(HISTOGRAM.field.sampleSum, child.cell(edges.length + 1));
  if (details?.native !== undefined) writeNative(to, scratch, details.native);
}

function writeMetric(to: ProtobufWriter, scratch: Scratch, family: ChildFamily, child: Child): void {
  const { type, edges } = family.definition;
  child.wireLabels ??= wireLabelsOf(family, child, scratch);
  const { metric, value } = scratch;
  metric.clear();
  metric.raw(child.wireLabels);
  value.clear();
  if (type === 'histogram') writeHistogram(value, scratch, child, edges ?? []);
  else value.double(VALUE, child.cell(0));
  metric.message(METRIC[type], value);
  to.message(METRIC.itself, metric);
}

/** A message begins with its length, so that a family is sent when all of it is written. */
function* encodeFamilies(views: Iterable<FamilyView>): Generator<Uint8Array> {
  const scratch = new Scratch();
  const piece = new ProtobufWriter();
  for (const { family, children } of views) {
    const pieces: Uint8Array[] = [];
    let isEmpty = true;
    piece.clear();
    writeFamilyHead(piece, { ...family.definition, type: TYPES[family.definition.type] });
    for (const child of children) {
      isEmpty = false;
      writeMetric(piece, scratch, family, child);
      if (piece.length < BYTES_PER_SLICE) continue;
      pieces.push(piece.copy());
      piece.clear();
      yield PAUSE;
    }
    if (isEmpty) continue;
    pieces.push(piece.copy());
    scratch.head.clear();
    scratch.head.varint(pieces.reduce((sum, { length }) => sum + length, 0));
    yield scratch.head.copy();
    yield* pieces;
  }
}

export const protobufEncoder: Encoder = { families: encodeFamilies, foreign: foreignAsProtobuf, end: '' };
