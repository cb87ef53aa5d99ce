import type { Clock, Labels, Log, MetricDefinition, SeriesDelta } from '../contract/index.js';
import type { TraceSource } from './trace-context.js';

export interface BoundCounter {
  /** Adds `by` (default 1, ≥ 0; anything else is ignored and counted as a misuse). */
  inc(by?: number): void;
}

export interface BoundGauge {
  set(value: number): void;
  add(by: number): void;
}

export interface BoundHistogram {
  /** Takes in a value ≥ 0; anything else is ignored and counted as a misuse, so that the sum never falls. */
  observe(value: number): void;
}

/**
 * The children of one metric. `labels` are given in the order of the definition, without those that the registry adds to
 * everything (`service`). Binding looks the child up once; what it returns increments a number and nothing else. Beyond the
 * registry's limit of series every further label set shares one overflow child (all labels `_overflow`).
 */
export interface Family<Bound> {
  readonly definition: MetricDefinition;
  /** @throws TypeError when the number of labels is wrong or one of them is no string. */
  bind(...labels: readonly string[]): Bound;
  /** Forgets a child, so that its series ends; for things that are closed. */
  remove(...labels: readonly string[]): void;
}

/** Called at each collection; `emit` takes the label values in the definition's order, and the value. */
export type Observe = (emit: (labels: readonly string[], value: number) => void) => void;

export interface ForeignRegistry {
  /** Exposition text; prom-client's and @prometheus-io/client's registries fit. */
  metrics(): Promise<string> | string;
  readonly contentType?: string;
}

/**
 * Formats that a registry can be rendered in; content types and versions stand in negotiation.ts. `protobuf` is
 * io.prometheus.client.MetricFamily, delimited, the only one with native histograms.
 */
export type ExpositionFormat = 'text' | 'openmetrics' | 'protobuf';

/** What a scrape has chosen. */
export interface Selection {
  readonly includesMetric: (name: string) => boolean;
  /** Which series of `probe_success` and `probe_duration_seconds` belong to it. */
  readonly includesProbe: (name: string) => boolean;
  /** Whether registries of others come along. */
  readonly includesForeign: boolean;
}

/** A registry is a value: two of them know nothing of each other. */
export interface Instruments {
  /** Asked twice, it returns the same family. @throws TypeError when the name is in use for something else. */
  counter(definition: MetricDefinition): Family<BoundCounter>;
  gauge(definition: MetricDefinition): Family<BoundGauge>;
  histogram(definition: MetricDefinition): Family<BoundHistogram>;
  /** A gauge or counter that is read when collected; the returned function ends it. */
  observe(definition: MetricDefinition, observe: Observe): () => void;
  /** Puts somebody else's registry behind ours: its metrics come out of the same exposition. */
  attach(registry: ForeignRegistry): () => void;
  /** Text exposition 0.0.4 of everything, in slices that leave the event loop free. */
  render(): AsyncIterable<string>;
  /**
   * The same in any format, all of it or a selection. Once `signal` aborts, registries of others that have not answered are
   * left out.
   */
  expose(format: ExpositionFormat, signal: AbortSignal, selection?: Selection): AsyncIterable<string | Uint8Array>;
  /**
   * Text exposition 0.0.4 in one go, without registries of others: for a thread that is about to end, and has no turn of its
   * event loop left.
   */
  exposeAtOnce(selection: Selection): string;
  /**
   * Totals of every series whose definition is `reported`; the agent makes deltas of them. Constant labels are left out,
   * and a series has the same `labels` object each time.
   */
  totals(): readonly SeriesDelta[];
}

export interface InstrumentsOptions {
  /** Labels that every series carries, e.g. `{service: "shop"}`; only applied to metrics whose definition has the label. */
  readonly constantLabels?: Labels;
  /** Label sets per metric, DEFAULT_MAX_SERIES_PER_METRIC by default. */
  readonly maxSeriesPerMetric?: number;
  /** Where exemplars get their traces from; OpenTelemetry by default, if the application uses it. */
  readonly traces?: TraceSource;
  readonly clock?: Clock;
  readonly log?: Log;
}
