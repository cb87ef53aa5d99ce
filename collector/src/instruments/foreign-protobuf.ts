import { labelsOf } from './foreign-labels.js';
import type { ForeignFamily, ForeignSample } from './foreign-text.js';
import { METRIC, METRIC_TYPE, VALUE, writeFamilyHead, writeLabel } from './metric-family.js';
import { ProtobufWriter } from './protobuf-writer.js';

const INFINITY = /^([+-]?)inf$/i;

const numberOf = (text: string): number => {
  const [, sign] = INFINITY.exec(text) ?? [];
  if (sign === undefined) return Number(text);
  return sign === '-' ? -Infinity : Infinity;
};
const unescapeHelp = (help: string): string =>
  help.replace(/\\([\\n])/g, (_, character: string) => (character === 'n' ? '\n' : character));

function byName(samples: readonly ForeignSample[]): ReadonlyMap<string, readonly ForeignSample[]> {
  const groups = new Map<string, ForeignSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name);
    if (group === undefined) groups.set(sample.name, [sample]);
    else group.push(sample);
  }
  return groups;
}

/**
 * Families of other registries as protobuf. Samples of a histogram or summary are told as untyped ones under their own
 * names: every series is the same as in text, whichever registry wrote it and however it ordered them.
 */
export function* foreignAsProtobuf(families: Iterable<ForeignFamily>): Generator<Uint8Array> {
  const out = new ProtobufWriter();
  const message = new ProtobufWriter();
  const metric = new ProtobufWriter();
  const scratch = new ProtobufWriter();
  for (const { type, help, samples } of families) {
    const kind = type === 'counter' || type === 'gauge' ? type : 'untyped';
    for (const [name, group] of byName(samples)) {
      message.clear();
      writeFamilyHead(message, { name, help: unescapeHelp(help ?? ''), type: METRIC_TYPE[kind] });
      for (const { labels, value, timestampMs } of group) {
        metric.clear();
        for (const [label, text] of labelsOf(labels)) writeLabel(metric, METRIC.label, scratch, label, text);
        scratch.clear();
        scratch.double(VALUE, numberOf(value));
        metric.message(METRIC[kind], scratch);
        if (timestampMs !== undefined) metric.int64(METRIC.timestampMs, timestampMs);
        message.message(METRIC.itself, metric);
      }
      out.clear();
      out.varint(message.length);
      yield out.copy();
      yield message.copy();
    }
  }
}
