import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import type { MetricDefinition } from '../contract/index.js';
import { createInstruments } from './instruments.js';
import { EXEMPLAR, FAMILY, HISTOGRAM, METRIC, METRIC_TYPE, TIMESTAMP, VALUE } from './metric-family.js';
import { collectBytes, collectText } from './testing/collect-text.js';
import { all, messageOf, numberOf, readDelimited, readMessage, signed, textOf } from './testing/protobuf-reader.js';
import { LogLines } from './testing/log-lines.js';
import { edgeText } from './text-format.js';
import type { TraceContext, TraceSource } from './trace-context.js';
import type { Instruments, InstrumentsOptions } from './types.js';

const base = { help: 'A "thing"\\\n.', exporter: 'agent', labels: ['kind'] } as const;
const counter: MetricDefinition = { ...base, name: 'app_seconds_total', type: 'counter', unit: 'seconds' };
const gauge: MetricDefinition = { ...base, name: 'app_level', type: 'gauge', unit: '' };
const histogram: MetricDefinition = { ...base, name: 'app_bytes', type: 'histogram', unit: 'bytes', edges: [1, 1e6] };

const traced = (context: () => TraceContext | undefined): TraceSource => ({
  find: () => Promise.resolve(context),
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function filled(options: InstrumentsOptions = {}): Instruments {
  const instruments = createInstruments({ clock: new ManualClock(), ...options });
  instruments.counter(counter).bind('a').inc(2);
  instruments.gauge(gauge).bind('b "\n').set(-1.5);
  const bytes = instruments.histogram(histogram).bind('c');
  for (const value of [0.5, 3, 3, 5e6]) bytes.observe(value);
  return instruments;
}
const openMetrics = async (instruments: Instruments): Promise<string> =>
  (await collectBytes(instruments, 'openmetrics')).toString();
const samplesOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.startsWith('#') || line === '' ? [] : [line.replace(/ \S+( #.*)?$/, '')]));

/** Families by name: type and metrics. */
async function protobuf(instruments: Instruments) {
  const messages = readDelimited(await collectBytes(instruments, 'protobuf')).map(readMessage);
  return new Map(
    messages.map((family) => [
      textOf(all(family, FAMILY.name)[0]),
      {
        type: numberOf(all(family, FAMILY.type)[0]),
        help: textOf(all(family, FAMILY.help)[0]),
        metrics: all(family, METRIC.itself).map(messageOf),
      },
    ])
  );
}
const labelsOf = (metric: ReturnType<typeof messageOf>): string[] =>
  all(metric, METRIC.label).map((label) => {
    const fields = messageOf(label);
    return `${textOf(all(fields, 1)[0])}=${textOf(all(fields, 2)[0])}`;
  });

describe('OpenMetrics', () => {
  it('names units, leaves the suffix of counters out of headers, escapes quotes in help, and has an end', async () => {
    const text = await openMetrics(filled());
    expect(text).toContain(
      '# TYPE app_seconds counter\n# UNIT app_seconds seconds\n# HELP app_seconds A \\"thing\\"\\\\\\n.\n' +
        'app_seconds_total{kind="a"} 2\n'
    );
    expect(text).toContain('# TYPE app_level gauge\n# HELP app_level');
    expect(text).toContain('app_level{kind="b \\"\\n"} -1.5\n');
    expect(text).toContain('# TYPE app_bytes histogram\n# UNIT app_bytes bytes\n');
    expect(text).toContain('app_bytes_bucket{kind="c",le="1e+06"} 3\n');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text).not.toContain('\n\n');
  });

  it('tells no type of a counter whose name would change with it', async () => {
    const instruments = createInstruments();
    instruments
      .counter({ ...counter, name: 'app_things', unit: '' })
      .bind('a')
      .inc();
    expect(await openMetrics(instruments)).toContain('# TYPE app_things unknown\n');
    expect(await openMetrics(instruments)).toContain('\napp_things{kind="a"} 1\n');
  });

  it('then text, then OpenMetrics again have identical series', async () => {
    const instruments = filled();
    instruments.attach({ metrics: () => '# TYPE shop_total counter\nshop_total 7\nplain{a="b"} 1\n' });
    const first = await openMetrics(instruments);
    const text = await collectText(instruments);
    const second = await openMetrics(instruments);
    expect(samplesOf(text)).toEqual(samplesOf(first));
    expect(samplesOf(second)).toEqual(samplesOf(first));
    expect(text).toContain('# TYPE app_seconds_total counter\napp_seconds_total{kind="a"} 2\n');
    expect(first).toContain('# TYPE shop counter\nshop_total 7\n');
    expect(text).not.toContain('# EOF');
  });
});

describe('an upper edge', () => {
  it.each([
    [1, '1.0'],
    [0, '0.0'],
    [0.25, '0.25'],
    [1.5, '1.5'],
    [100_000, '100000.0'],
    [1e6, '1e+06'],
    [1_048_576, '1.048576e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-2, '-2.0'],
    [Infinity, '+Inf'],
  ])('%d is spelled as Prometheus spells it: %s', (edge, text) => {
    expect(edgeText(edge)).toBe(text);
  });
});

describe('protobuf', () => {
  it('has names, help, types, labels and values', async () => {
    const families = await protobuf(filled());
    const [things] = families.get('app_seconds_total')?.metrics ?? [];
    expect(families.get('app_seconds_total')).toMatchObject({ type: METRIC_TYPE.counter, help: base.help });
    expect(labelsOf(things ?? [])).toEqual(['kind=a']);
    expect(all(messageOf(all(things ?? [], METRIC.counter)[0]), VALUE)).toEqual([2]);
    const [level] = families.get('app_level')?.metrics ?? [];
    expect(labelsOf(level ?? [])).toEqual(['kind=b "\n']);
    expect(all(messageOf(all(level ?? [], METRIC.gauge)[0]), VALUE)).toEqual([-1.5]);
  });

  it('has classic and native buckets whose counts agree, also for what was observed before anybody asked', async () => {
    const instruments = filled();
    const bytes = instruments.histogram(histogram).bind('c');
    const read = async () => {
      const [metric] = (await protobuf(instruments)).get('app_bytes')?.metrics ?? [];
      const fields = messageOf(all(metric ?? [], METRIC.histogram)[0]);
      let count = 0;
      const native = all(fields, HISTOGRAM.positiveDelta).reduce<number>((sum, delta) => {
        count += signed(delta);
        return sum + count;
      }, 0);
      const buckets = all(fields, HISTOGRAM.field.bucket).map(messageOf);
      return {
        count: numberOf(all(fields, HISTOGRAM.field.sampleCount)[0]),
        sum: numberOf(all(fields, HISTOGRAM.field.sampleSum)[0]),
        classic: buckets.map((bucket) => numberOf(all(bucket, HISTOGRAM.bucket.cumulativeCount)[0] ?? 0)),
        edges: buckets.map((bucket) => numberOf(all(bucket, HISTOGRAM.bucket.upperBound)[0])),
        native: native + numberOf(all(fields, HISTOGRAM.zeroCount)[0]),
        schema: signed(all(fields, HISTOGRAM.schema)[0]),
      };
    };
    const classic = { edges: [1, 1e6, Infinity], schema: 2 };
    expect(await read()).toEqual({ ...classic, count: 4, sum: 5_000_006.5, classic: [1, 3, 4], native: 4 });
    for (const value of [0, 7, 1e7]) bytes.observe(value);
    expect(await read()).toEqual({ ...classic, count: 7, sum: 15_000_013.5, classic: [2, 5, 7], native: 7 });
    instruments.histogram(histogram).bind('new').observe(1);
    expect(await read()).toMatchObject({ count: 7, native: 7 });
  });

  it('leaves a metric without series out and tells each family once, however many series it has', async () => {
    const instruments = createInstruments({ maxSeriesPerMetric: 5000 });
    instruments.gauge({ ...gauge, name: 'app_nothing' });
    const things = instruments.counter(counter);
    for (let index = 0; index < 5000; index += 1) things.bind(`kind ${index}`).inc(index);
    const families = await protobuf(instruments);
    expect(families.has('app_nothing')).toBe(false);
    const metrics = families.get(counter.name)?.metrics ?? [];
    expect(metrics).toHaveLength(5000);
    expect(labelsOf(metrics[4999] ?? [])).toEqual(['kind=kind 4999']);
  });

  it('carries the series of attached registries under their own names', async () => {
    const instruments = createInstruments();
    const text =
      '# HELP shop_total Sold\\n"all".\n# TYPE shop_total counter\nshop_total{kind="a\\"\\n"} 7 1395066363000\n' +
      '# TYPE size histogram\nsize_bucket{le="1"} 1\nsize_bucket{le="+Inf"} 2\nsize_sum +Inf\nsize_count 2\n';
    instruments.attach({ metrics: () => text });
    const families = await protobuf(instruments);
    const [shop] = families.get('shop_total')?.metrics ?? [];
    expect(families.get('shop_total')).toMatchObject({ type: METRIC_TYPE.counter, help: 'Sold\n"all".' });
    expect(labelsOf(shop ?? [])).toEqual(['kind=a"\n']);
    expect(all(shop ?? [], METRIC.timestampMs)).toEqual([1_395_066_363_000]);
    expect(families.get('size_bucket')).toMatchObject({ type: METRIC_TYPE.untyped });
    expect((families.get('size_bucket')?.metrics ?? []).map(labelsOf)).toEqual([['le=1'], ['le=+Inf']]);
    const [sum] = families.get('size_sum')?.metrics ?? [];
    expect(all(messageOf(all(sum ?? [], METRIC.untyped)[0]), VALUE)).toEqual([Infinity]);
  });
});

describe('exemplars', () => {
  const trace = (end: number): TraceContext => ({
    traceId: `${end}`.padStart(32, 'a'),
    spanId: `${end}`.padStart(16, 'b'),
  });

  it('stand in OpenMetrics behind the bucket of their value, one per bucket and scrape, and never in text', async () => {
    let current: TraceContext | undefined = trace(1);
    const clock = new ManualClock();
    const instruments = createInstruments({ clock, traces: traced(() => current) });
    const bytes = instruments.histogram(histogram).bind('c');
    await turn();
    bytes.observe(0.25);
    current = trace(2);
    bytes.observe(0.75);
    const at = (clock.now() / 1000).toFixed(3);
    const line = (count: number, one: TraceContext, value: number): string =>
      `app_bytes_bucket{kind="c",le="1.0"} ${count} # {trace_id="${one.traceId}",span_id="${one.spanId}"} ${value} ${at}\n`;
    expect(await openMetrics(instruments)).toContain(line(2, trace(1), 0.25));
    bytes.observe(0.5);
    expect(await openMetrics(instruments)).toContain(line(3, trace(2), 0.5));
    current = undefined;
    bytes.observe(0.125);
    expect(await openMetrics(instruments)).toContain(line(4, trace(2), 0.5));
    expect(await collectText(instruments)).not.toContain('trace_id');
  });

  it('stand in protobuf with their time', async () => {
    const clock = new ManualClock();
    const instruments = createInstruments({ clock, traces: traced(() => trace(1)) });
    const bytes = instruments.histogram(histogram).bind('c');
    await turn();
    bytes.observe(5);
    const [metric] = (await protobuf(instruments)).get('app_bytes')?.metrics ?? [];
    const buckets = all(messageOf(all(metric ?? [], METRIC.histogram)[0]), HISTOGRAM.field.bucket).map(messageOf);
    const [first, second] = buckets.map((bucket) => all(bucket, HISTOGRAM.bucket.exemplar).map(messageOf));
    expect(first).toEqual([]);
    const [exemplar = []] = second ?? [];
    expect(all(exemplar, EXEMPLAR.value)).toEqual([5]);
    expect(all(exemplar, EXEMPLAR.label).map((label) => textOf(all(messageOf(label), 2)[0]))).toEqual([
      trace(1).traceId,
      trace(1).spanId,
    ]);
    const [seconds] = all(messageOf(all(exemplar, EXEMPLAR.timestamp)[0]), TIMESTAMP.seconds);
    expect(seconds).toBe(Math.floor(clock.now() / 1000));
  });

  it('are done without where traces cannot be had: the scrape goes on and the log says why', async () => {
    const log = new LogLines();
    const traces: TraceSource = { find: () => Promise.reject(new Error('no such package')) };
    const instruments = createInstruments({ traces, log });
    instruments.histogram(histogram).bind('c').observe(1);
    expect(await openMetrics(instruments)).toContain('app_bytes_count{kind="c"} 1\n');
    expect(log.messages('warn')).toContain('Traces for exemplars cannot be had; the next scrape looks again');
  });

  it('begin when tracing does, for series that are there already', async () => {
    const tracing: { read?: () => TraceContext } = {};
    const instruments = createInstruments({ traces: { find: () => Promise.resolve(tracing.read) } });
    const bytes = instruments.histogram(histogram).bind('c');
    bytes.observe(1);
    expect(await openMetrics(instruments)).not.toContain('trace_id');
    tracing.read = () => trace(1);
    await openMetrics(instruments);
    bytes.observe(1);
    expect(await openMetrics(instruments)).toContain(`trace_id="${trace(1).traceId}"`);
  });
});
