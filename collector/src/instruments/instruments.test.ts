import { describe, expect, it } from '@jest/globals';
import { METRICS, type MetricDefinition } from '../contract/index.js';
import { createInstruments } from './instruments.js';
import { collectText } from './testing/collect-text.js';
import { LogLines } from './testing/log-lines.js';

const definition = (over: Partial<MetricDefinition> = {}): MetricDefinition => ({
  name: 'app_things_total',
  type: 'counter',
  unit: '',
  help: 'Things.',
  labels: ['kind'],
  exporter: 'agent',
  ...over,
});
const gauge = (over: Partial<MetricDefinition> = {}): MetricDefinition =>
  definition({ name: 'app_level', type: 'gauge', ...over });
const histogram = (over: Partial<MetricDefinition> = {}): MetricDefinition =>
  definition({ name: 'app_seconds', type: 'histogram', edges: [0.5, 1], labels: [], ...over });

describe('instruments', () => {
  it('exposes counters, gauges and histograms with their help and type', async () => {
    const instruments = createInstruments();
    instruments.counter(definition()).bind('a').inc();
    instruments.gauge(gauge()).bind('b').set(-2.5);
    const seconds = instruments.histogram(histogram()).bind();
    for (const value of [0.5, 0.7, 1, 9]) seconds.observe(value);

    const text = await collectText(instruments);
    expect(text).toContain(
      '# HELP app_things_total Things.\n# TYPE app_things_total counter\napp_things_total{kind="a"} 1\n'
    );
    expect(text).toContain('app_level{kind="b"} -2.5\n');
    expect(text).toContain(
      'app_seconds_bucket{le="0.5"} 1\napp_seconds_bucket{le="1.0"} 3\napp_seconds_bucket{le="+Inf"} 4\n' +
        'app_seconds_sum 11.2\napp_seconds_count 4\n'
    );
  });

  it('adds to and takes from a gauge', async () => {
    const instruments = createInstruments();
    const level = instruments.gauge(gauge()).bind('a');
    level.add(3);
    level.add(-1);
    expect(await collectText(instruments)).toContain('app_level{kind="a"} 2\n');
  });

  it('shows a bound series at 0 before anything happened, and a metric without series not at all', async () => {
    const instruments = createInstruments();
    instruments.counter(definition()).bind('a');
    instruments.gauge(gauge());
    const text = await collectText(instruments);
    expect(text).toContain('app_things_total{kind="a"} 0\n');
    expect(text).not.toContain('# TYPE app_level');
  });

  it('adds constant labels to the metrics that have them, and to no other', async () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    instruments
      .counter(definition({ labels: ['service', 'kind'] }))
      .bind('a')
      .inc();
    instruments
      .gauge(gauge({ labels: ['service'] }))
      .bind()
      .set(1);
    instruments
      .gauge(gauge({ name: 'app_other', labels: [] }))
      .bind()
      .set(1);
    const text = await collectText(instruments);
    expect(text).toContain('app_things_total{service="shop",kind="a"} 1\n');
    expect(text).toContain('app_level{service="shop"} 1\n');
    expect(text).toContain('app_other 1\n');
  });

  it('escapes backslashes, quotes and newlines, and prints NaN and the infinities as Prometheus reads them', async () => {
    const instruments = createInstruments();
    const level = instruments.gauge(gauge({ help: 'One\\two\n"three"' }));
    level.bind('a\\b"c\nd').set(Number.NaN);
    level.bind('up').set(Infinity);
    level.bind('down').set(-Infinity);
    level.bind('nothing').set(-0);
    level.bind('große Zahl').set(1e21);
    const text = await collectText(instruments);
    expect(text).toContain('# HELP app_level One\\\\two\\n"three"\n');
    expect(text).toContain('app_level{kind="a\\\\b\\"c\\nd"} NaN\n');
    expect(text).toContain('app_level{kind="up"} +Inf\n');
    expect(text).toContain('app_level{kind="down"} -Inf\n');
    expect(text).toContain('app_level{kind="nothing"} 0\n');
    expect(text).toContain('app_level{kind="große Zahl"} 1e+21\n');
  });

  it('ignores what a counter or a histogram cannot take, and counts that it did', async () => {
    const instruments = createInstruments();
    const things = instruments.counter(definition()).bind('a');
    for (const by of [-1, Number.NaN, Infinity]) things.inc(by);
    things.inc(0.5);
    const seconds = instruments.histogram(histogram()).bind();
    for (const value of [Number.NaN, Infinity, -0.1]) seconds.observe(value);
    const text = await collectText(instruments);
    expect(text).toContain('app_things_total{kind="a"} 0.5\n');
    expect(text).toContain('app_seconds_count 0\n');
    expect(text).toContain(`${METRICS.observations_ignored_total.name}{metric="app_things_total"} 3\n`);
    expect(text).toContain(`${METRICS.observations_ignored_total.name}{metric="app_seconds"} 3\n`);
  });

  it('keeps the limit of series under 10,000 random label values and counts what went to the overflow series', async () => {
    const instruments = createInstruments();
    const things = instruments.counter(definition());
    for (let index = 0; index < 10_000; index += 1) things.bind(`/nope/${index}`).inc();
    const text = await collectText(instruments);
    expect(text.match(/^app_things_total\{/gm)).toHaveLength(2001);
    expect(text).toContain('app_things_total{kind="_overflow"} 8000\n');
    expect(text).toContain(`${METRICS.series_dropped_total.name}{metric="app_things_total"} 8000\n`);
    expect(things.bind('/nope/1')).not.toBe(things.bind('/nope/9999'));
    expect(things.bind('/nope/9998')).toBe(things.bind('/nope/9999'));
  });

  it('counts every observation of a held overflow child as dropped', async () => {
    const instruments = createInstruments({ maxSeriesPerMetric: 1 });
    const seconds = instruments.histogram(histogram({ labels: ['kind'] }));
    seconds.bind('first').observe(0.1);
    const held = seconds.bind('second');
    held.observe(0.1);
    held.observe(0.1);
    const text = await collectText(instruments);
    expect(text).toContain('app_seconds_count{kind="_overflow"} 2\n');
    expect(text).toContain(`${METRICS.series_dropped_total.name}{metric="app_seconds"} 2\n`);
  });

  it('makes room again when a series is removed, and a forgotten child counts nowhere', async () => {
    const instruments = createInstruments({ maxSeriesPerMetric: 2 });
    const things = instruments.counter(definition());
    const former = things.bind('a');
    former.inc(5);
    things.bind('b').inc();
    things.remove('a');
    things.remove('never-there');
    const successor = things.bind('c');
    former.inc(100);
    successor.inc();
    const text = await collectText(instruments);
    expect(text).not.toContain('kind="a"');
    expect(text).toContain('app_things_total{kind="c"} 1\n');
  });

  it('returns the same family and the same child when asked twice', () => {
    const instruments = createInstruments();
    expect(instruments.counter(definition())).toBe(instruments.counter(definition()));
    expect(instruments.counter(definition()).bind('a')).toBe(instruments.counter(definition()).bind('a'));
  });

  it('refuses a name that is in use for something else, and definitions that Prometheus would refuse', () => {
    const instruments = createInstruments();
    instruments.counter(definition());
    expect(() => instruments.counter(definition({ labels: ['other'] }))).toThrow('already in use');
    expect(() => instruments.gauge(gauge({ name: 'app_things_total' }))).toThrow('already in use');
    expect(() => instruments.gauge(definition({ name: 'x' }))).toThrow('is a counter, not a gauge');
    expect(() => instruments.gauge(gauge({ name: '1x' }))).toThrow('no metric name');
    expect(() => instruments.gauge(gauge({ name: 'x', labels: ['a-b'] }))).toThrow('cannot be a label');
    expect(() => instruments.gauge(gauge({ name: 'x', labels: ['a', 'a'] }))).toThrow('twice');
    expect(() => instruments.histogram(histogram({ name: 'x', edges: [2, 1] }))).toThrow('ascending');
    expect(() => instruments.histogram(histogram({ name: 'x', labels: ['le'] }))).toThrow('cannot be a label');
    expect(() => instruments.observe(histogram({ name: 'x' }), () => {})).toThrow('bind it instead');
  });

  it('takes text labels only, as many as the metric has', () => {
    const things = createInstruments().counter(definition());
    // @ts-expect-error an object is no label
    expect(() => things.bind({})).toThrow(TypeError);
    expect(() => things.bind()).toThrow('takes 1 text labels (kind)');
    expect(() => things.bind('a', 'b')).toThrow(TypeError);
  });
});

describe('observed metrics', () => {
  it('are read at each collection, and a series ends when it is no longer emitted', async () => {
    const instruments = createInstruments();
    let pools = new Map([
      ['main', 5],
      ['other', 2],
    ]);
    instruments.observe(gauge(), (emit) => pools.forEach((size, name) => emit([name], size)));
    expect(await collectText(instruments)).toContain('app_level{kind="main"} 5\napp_level{kind="other"} 2\n');
    pools = new Map([['other', 3]]);
    const text = await collectText(instruments);
    expect(text).toContain('app_level{kind="other"} 3\n');
    expect(text).not.toContain('main');
  });

  it('may come from several observers, each of which can end by itself', async () => {
    const instruments = createInstruments();
    instruments.observe(gauge(), (emit) => emit(['one'], 1));
    const end = instruments.observe(gauge(), (emit) => emit(['two'], 2));
    expect(await collectText(instruments)).toContain('app_level{kind="one"} 1\napp_level{kind="two"} 2\n');
    end();
    const text = await collectText(instruments);
    expect(text).toContain('app_level{kind="one"} 1\n');
    expect(text).not.toContain('two');
  });

  it('lose nothing but themselves when one throws: it is logged once and shows as a failing probe', async () => {
    const log = new LogLines();
    const instruments = createInstruments({ log });
    let isBroken = true;
    instruments.observe(gauge({ name: 'app_bad' }), (emit) => {
      if (isBroken) throw new Error('no such thing');
      emit(['x'], 1);
    });
    instruments.observe(gauge(), (emit) => emit(['good'], 1));
    const broken = await collectText(instruments);
    await collectText(instruments);
    expect(broken).toContain('app_level{kind="good"} 1\n');
    expect(broken).toContain(`${METRICS.probe_success.name}{probe="observers"} 0\n`);
    expect(log.messages('warn')).toEqual(['app_bad could not be read: its series are left out until it can']);
    isBroken = false;
    const mended = await collectText(instruments);
    expect(mended).toContain('app_bad{kind="x"} 1\n');
    expect(mended).toContain(`${METRICS.probe_success.name}{probe="observers"} 1\n`);
  });

  it('add up in the overflow series beyond the limit', async () => {
    const instruments = createInstruments({ maxSeriesPerMetric: 2 });
    instruments.observe(gauge(), (emit) => ['a', 'b', 'c', 'd'].forEach((kind) => emit([kind], 10)));
    await collectText(instruments);
    expect(await collectText(instruments)).toContain('app_level{kind="_overflow"} 20\n');
  });
});

describe('totals', () => {
  it('are those of reported metrics, without constant labels, observed gauges among them', () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const labels = ['service', 'kind'];
    instruments
      .counter(definition({ labels, reported: true }))
      .bind('a')
      .inc(2);
    instruments
      .counter(definition({ name: 'app_private_total' }))
      .bind('a')
      .inc();
    instruments.observe(gauge({ labels, reported: true }), (emit) => emit(['b'], 7));
    const seconds = instruments.histogram(histogram({ labels: ['service'], reported: true })).bind();
    for (const value of [0.1, 0.6, 0.7, 5]) seconds.observe(value);
    expect(instruments.totals()).toEqual([
      { metric: 'app_things_total', labels: { kind: 'a' }, type: 'counter', value: 2 },
      { metric: 'app_level', labels: { kind: 'b' }, type: 'gauge', value: 7 },
      { metric: 'app_seconds', labels: {}, type: 'histogram', value: { count: 4, sum: 6.4, buckets: [1, 2, 1] } },
    ]);
  });

  it('have the same label object each time for the same series', () => {
    const instruments = createInstruments();
    instruments.counter(definition({ reported: true })).bind('a');
    expect(instruments.totals()[0]?.labels).toBe(instruments.totals()[0]?.labels);
  });
});

describe('rendering', () => {
  it('leaves the event loop free between slices and survives series that come and go meanwhile', async () => {
    const instruments = createInstruments({ maxSeriesPerMetric: 20_000 });
    const things = instruments.counter(definition());
    for (let index = 0; index < 20_000; index += 1) things.bind(`${index}`).inc();
    let turns = 0;
    let slices = 0;
    let isDone = false;
    const turn = (): void => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    let text = '';
    for await (const slice of instruments.render()) {
      slices += 1;
      text += slice;
      things.remove(`${19_999 - slices}`);
      things.bind(`late-${slices}`).inc();
    }
    isDone = true;
    expect(slices).toBeGreaterThanOrEqual(5);
    expect(turns).toBeGreaterThanOrEqual(slices - 1);
    expect(text.split('\n').filter((line) => line.startsWith('app_things_total{')).length).toBeGreaterThan(19_980);
    expect(text).not.toContain('{kind="19998"}');
  });

  it('gives the same text to two who render at once', async () => {
    const instruments = createInstruments();
    instruments.observe(gauge(), (emit) => emit(['a'], 1));
    instruments.counter(definition()).bind('a').inc();
    const [one, other] = await Promise.all([collectText(instruments), collectText(instruments)]);
    const withoutDurations = (text: string): string => text.replace(/(duration_seconds\S*) \S+/g, '$1');
    expect(withoutDurations(one)).toBe(withoutDurations(other));
  });
});
