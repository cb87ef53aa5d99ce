import {
  METRICS,
  silentLog,
  systemClock,
  type Labels,
  type Log,
  type MetricDefinition,
  type MetricType,
  type SeriesDelta,
} from '../contract/index.js';
import { CounterChild, GaugeChild, HistogramChild, type Child, type ChildOf } from './children.js';
import { checkDefinition, describesSame } from './definition.js';
import type { FamilyView } from './encoder.js';
import { ENCODERS } from './encoders.js';
import { ChildFamily, DEFAULT_MAX_SERIES_PER_METRIC, type MakeChild } from './family.js';
import { ForeignRegistries } from './foreign-registry.js';
import type { HistogramWishes } from './histogram-details.js';
import { openTelemetrySource, type TraceSource } from './trace-context.js';
import type {
  ExpositionFormat,
  ForeignRegistry,
  Instruments,
  InstrumentsOptions,
  Observe,
  Selection,
} from './types.js';

const EVERYTHING: Selection = { includesMetric: () => true, includesProbe: () => true, includesForeign: true };

/** For whoever renders without a deadline of his own. */
const RENDER_DEADLINE_MS = 9000;
const FOREIGN_PROBE = 'foreign';
const OBSERVERS_PROBE = 'observers';

/** What is wrong with the others, and so asked for after them. */
const MISUSE: ReadonlySet<MetricDefinition> = new Set([
  METRICS.series_dropped_total,
  METRICS.observations_ignored_total,
]);
const PER_PROBE: ReadonlySet<MetricDefinition> = new Set([METRICS.probe_success, METRICS.probe_duration_seconds]);
const ABOUT_OURSELVES: ReadonlySet<MetricDefinition> = new Set([...PER_PROBE, ...MISUSE]);

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const makerOf = (definition: MetricDefinition, wishes: HistogramWishes): MakeChild<Child> => {
  if (definition.type === 'counter') return (...row) => new CounterChild(...row);
  if (definition.type === 'gauge') return (...row) => new GaugeChild(...row);
  const edges = Float64Array.from(definition.edges ?? []);
  return (...row) => new HistogramChild(...row, edges, wishes);
};

class InstrumentRegistry implements Instruments {
  readonly #constantLabels: Labels;
  readonly #maxSeries: number;
  readonly #log: Log;
  readonly #families = new Map<string, ChildFamily>();
  readonly #foreign: ForeignRegistries;
  readonly #now: () => number;
  readonly #after: (ms: number, run: () => void) => () => void;
  /** Metrics with an observer that threw when last asked. */
  readonly #unreadable = new Set<string>();
  readonly #traces: TraceSource;
  readonly #wishes: HistogramWishes;

  constructor(options: InstrumentsOptions) {
    const clock = options.clock ?? systemClock;
    this.#constantLabels = options.constantLabels ?? {};
    this.#maxSeries = options.maxSeriesPerMetric ?? DEFAULT_MAX_SERIES_PER_METRIC;
    this.#log = options.log ?? silentLog;
    this.#traces = options.traces ?? openTelemetrySource(this.#log);
    this.#wishes = { native: false, readTrace: undefined, now: () => clock.now() / 1000 };
    this.#foreign = new ForeignRegistries(clock, this.#log);
    this.#now = () => clock.monotonic();
    this.#after = (ms, run) => clock.after(ms, run);
    const others = (): ChildFamily[] => this.#inOrder().filter(({ definition }) => !MISUSE.has(definition));
    // One series per metric at the most: the limit is not for them.
    this.#familyOf('counter', METRICS.series_dropped_total, Infinity).observe((emit) => {
      for (const { definition, labelNames, misuse } of others()) {
        if (labelNames.length > 0) emit([definition.name], misuse.dropped);
      }
    });
    this.#familyOf('counter', METRICS.observations_ignored_total, Infinity).observe((emit) => {
      for (const { definition, misuse } of others()) if (misuse.ignored > 0) emit([definition.name], misuse.ignored);
    });
    this.gauge(METRICS.probe_success);
    this.gauge(METRICS.probe_duration_seconds);
    void this.#lookForTraces();
  }

  counter(definition: MetricDefinition): ChildFamily<CounterChild> {
    return this.#familyOf('counter', definition);
  }

  gauge(definition: MetricDefinition): ChildFamily<GaugeChild> {
    return this.#familyOf('gauge', definition);
  }

  histogram(definition: MetricDefinition): ChildFamily<HistogramChild> {
    return this.#familyOf('histogram', definition);
  }

  observe(definition: MetricDefinition, observe: Observe): () => void {
    if (definition.type === 'histogram') throw new TypeError(`${definition.name} is a histogram: bind it instead`);
    return this.#familyOf(definition.type, definition).observe(observe);
  }

  attach(registry: ForeignRegistry): () => void {
    const detach = this.#foreign.attach(registry);
    return () => {
      detach();
      if (this.#foreign.size > 0) return;
      this.gauge(METRICS.probe_success).remove(FOREIGN_PROBE);
      this.gauge(METRICS.probe_duration_seconds).remove(FOREIGN_PROBE);
    };
  }

  async *render(): AsyncGenerator<string> {
    const deadline = new AbortController();
    const cancel = this.#after(RENDER_DEADLINE_MS, () => deadline.abort());
    try {
      for await (const slice of this.expose('text', deadline.signal)) yield slice as string;
    } finally {
      cancel();
    }
  }

  async *expose(
    format: ExpositionFormat,
    signal: AbortSignal,
    selection: Selection = EVERYTHING
  ): AsyncGenerator<string | Uint8Array> {
    if (format !== 'text') await this.#lookForTraces();
    if (format === 'protobuf') this.#wishes.native = true;
    const foreign = selection.includesForeign ? await this.#askForeign(signal) : [];
    const encoder = ENCODERS[format];
    let isFirst = true;
    for (const pieces of [
      encoder.families(this.#views(selection)),
      encoder.foreign(this.#foreign.families(foreign, this.#takenNames())),
      encoder.end === '' ? [] : [encoder.end],
    ]) {
      for (const piece of pieces) {
        if (!isFirst) await nextTurn();
        isFirst = false;
        if (piece.length > 0) yield piece;
      }
    }
  }

  exposeAtOnce(selection: Selection): string {
    return [...ENCODERS.text.families(this.#views(selection))].join('');
  }

  totals(): readonly SeriesDelta[] {
    const reported = [...this.#families.values()].filter((family) => family.definition.reported === true);
    const begin = this.#now();
    for (const family of reported) this.#collect(family);
    this.#setProbe(OBSERVERS_PROBE, this.#unreadable.size === 0, (this.#now() - begin) / 1000);
    return reported.flatMap((family) => [...family.children].map((child) => totalOf(family, child)));
  }

  /** Metrics in order, each asked anew when its turn comes, so that asking all of them does not hold the event loop. */
  *#views(selection: Selection): Generator<FamilyView> {
    let seconds = 0;
    for (const family of this.#inOrder()) {
      const { definition } = family;
      if (!ABOUT_OURSELVES.has(definition)) {
        if (!selection.includesMetric(definition.name)) continue;
        const begin = this.#now();
        this.#collect(family);
        family.heed(this.#wishes);
        seconds += (this.#now() - begin) / 1000;
        yield { family, children: family.children };
        continue;
      }
      this.#setProbe(OBSERVERS_PROBE, this.#unreadable.size === 0, seconds);
      this.#collect(family);
      const isPerProbe = PER_PROBE.has(definition);
      if (!isPerProbe && !selection.includesMetric(definition.name)) continue;
      yield {
        family,
        children: isPerProbe
          ? [...family.children].filter(({ labels: [probe = ''] }) => selection.includesProbe(probe))
          : family.children,
      };
    }
  }

  /** One bad observer costs its own series; whether there is one shows in probe_success. */
  #collect(family: ChildFamily): void {
    const { name } = family.definition;
    let failure: { readonly error: unknown } | undefined;
    family.collect((error) => {
      failure ??= { error };
    });
    if (failure === undefined) this.#unreadable.delete(name);
    else if (!this.#unreadable.has(name)) {
      this.#unreadable.add(name);
      this.#log.warn({ err: failure.error }, `${name} could not be read: its series are left out until it can`);
    }
  }

  async #lookForTraces(): Promise<void> {
    if (this.#wishes.readTrace !== undefined) return;
    this.#wishes.readTrace = await this.#traces.find().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'Traces for exemplars cannot be had; the next scrape looks again');
      return undefined;
    });
    if (this.#wishes.readTrace === undefined) return;
    for (const family of this.#families.values()) family.heed(this.#wishes);
  }

  async #askForeign(signal: AbortSignal) {
    if (this.#foreign.size === 0) return [];
    const { answers, failures, durationSeconds } = await this.#foreign.ask(signal);
    this.#setProbe(FOREIGN_PROBE, failures.length === 0, durationSeconds);
    return answers;
  }

  #setProbe(probe: string, isSuccess: boolean, durationSeconds: number): void {
    this.gauge(METRICS.probe_success)
      .bind(probe)
      .set(isSuccess ? 1 : 0);
    this.gauge(METRICS.probe_duration_seconds).bind(probe).set(durationSeconds);
  }

  /** Every name that a sample of ours can have. */
  *#takenNames(): Generator<string> {
    for (const { definition } of this.#families.values()) {
      yield definition.name;
      if (definition.type === 'histogram')
        for (const end of ['bucket', 'sum', 'count']) yield `${definition.name}_${end}`;
    }
  }

  /** As they were made, what is about ourselves last. */
  #inOrder(): ChildFamily[] {
    const all = [...this.#families.values()];
    const isAboutOurselves = ({ definition }: ChildFamily): boolean => ABOUT_OURSELVES.has(definition);
    return [...all.filter((family) => !isAboutOurselves(family)), ...all.filter(isAboutOurselves)];
  }

  #familyOf<Type extends MetricType>(
    type: Type,
    definition: MetricDefinition,
    maxSeries = this.#maxSeries
  ): ChildFamily<ChildOf<Type>> {
    let family = this.#families.get(definition.name);
    if (family === undefined) {
      if (definition.type !== type) throw new TypeError(`${definition.name} is a ${definition.type}, not a ${type}`);
      checkDefinition(definition);
      family = new ChildFamily(definition, this.#constantLabels, maxSeries, makerOf(definition, this.#wishes));
      this.#families.set(definition.name, family);
    } else if (definition.type !== type || !describesSame(family.definition, definition)) {
      throw new TypeError(`${definition.name} is already in use with another type, other labels or other edges`);
    }
    return family as ChildFamily<ChildOf<Type>>;
  }
}

function totalOf(family: ChildFamily, child: Child): SeriesDelta {
  const { name: metric, type, edges } = family.definition;
  const labels = child.labelsNamed(family.labelNames);
  if (type !== 'histogram') return { metric, labels, type, value: child.cell(0) };
  const buckets = Array.from({ length: (edges?.length ?? 0) + 1 }, (_, index) => child.cell(index));
  const count = buckets.reduce((sum, bucket) => sum + bucket, 0);
  return { metric, labels, type, value: { count, sum: child.cell(buckets.length), buckets } };
}

/** A registry of its own: counters, gauges and histograms, their limit, and their exposition. Holds no timer. */
export const createInstruments = (options: InstrumentsOptions = {}): Instruments => new InstrumentRegistry(options);
