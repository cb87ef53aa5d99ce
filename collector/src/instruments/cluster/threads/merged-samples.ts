import { LOOP_METRICS, SELF_METRICS, SETTING_METRICS } from '../../../contract/metrics/loop.js';
import { metricNamed } from '../../../contract/index.js';
import type { ForeignFamily, ForeignSample } from '../../foreign-text.js';

type Combine = (a: number, b: number) => number;
const sum: Combine = (a, b) => a + b;

/** Gauges that say the same in each thread, or of which one alone matters. */
const OF_ALL: ReadonlySet<string> = new Set(
  [...Object.values(LOOP_METRICS), ...Object.values(SETTING_METRICS), ...Object.values(SELF_METRICS)].map(
    ({ name }) => name
  )
);

/**
 * How values of one series in several threads become that of their process: what is counted or held is added up; of shares,
 * times and settings the highest stands for all; a probe has succeeded when it has in every thread.
 */
function combineOf({ name, type }: ForeignFamily): Combine {
  if (type !== 'gauge') return sum;
  if (name === SELF_METRICS.probe_success.name) return Math.min;
  const unit = metricNamed(name)?.unit ?? '';
  return OF_ALL.has(name) || unit === 'ratio' || unit === 'seconds' ? Math.max : sum;
}

/** Counters and what histograms and summaries count: of these a thread that has ended has added to its process for good. */
const isCumulative = ({ type }: ForeignFamily, sample: ForeignSample): boolean =>
  type === 'counter' || type === 'histogram' || (type === 'summary' && /_(?:sum|count)$/.test(sample.name));

/** Quantiles of several threads cannot be put together. */
const isCombinable = (family: ForeignFamily, sample: ForeignSample): boolean =>
  isCumulative(family, sample) || family.type === 'gauge' || family.type === 'untyped' || family.type === undefined;

interface Merged {
  readonly family: ForeignFamily;
  readonly combine: Combine;
  /** By name and labels. */
  readonly samples: Map<string, { readonly sample: ForeignSample; value: number }>;
}

const numberOf = (value: string): number =>
  /inf/i.test(value) ? (value.startsWith('-') ? -Infinity : Infinity) : Number(value);
const textOf = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isNaN(value) ? 'NaN' : String(value);

/** Samples of several threads, each series once. Takes in slices of families as they were read. */
export class MergedSamples {
  readonly #families = new Map<string, Merged>();

  /** `cumulativeOnly`: of a thread that is not there (any more), whose gauges say nothing. */
  take(family: ForeignFamily, options: { readonly cumulativeOnly: boolean }): void {
    let merged = this.#families.get(family.name);
    if (merged === undefined) {
      merged = {
        family: { ...family, samples: [], isContinued: false },
        combine: combineOf(family),
        samples: new Map(),
      };
      this.#families.set(family.name, merged);
    }
    for (const sample of family.samples) {
      if (options.cumulativeOnly ? !isCumulative(family, sample) : !isCombinable(family, sample)) continue;
      const key = sample.name + sample.labels;
      const value = numberOf(sample.value);
      const known = merged.samples.get(key);
      if (known === undefined) merged.samples.set(key, { sample, value });
      else known.value = merged.combine(known.value, value);
    }
  }

  /** Everything, family by family, at most `sliceLength` samples at a time. */
  *families(sliceLength: number): Generator<ForeignFamily> {
    for (const { family, samples } of this.#families.values()) {
      let slice: ForeignSample[] = [];
      let isContinued = false;
      for (const { sample, value } of samples.values()) {
        slice.push({ ...sample, value: textOf(value), timestampMs: undefined });
        if (slice.length < sliceLength) continue;
        yield { ...family, samples: slice, isContinued };
        isContinued = true;
        slice = [];
      }
      if (slice.length > 0) yield { ...family, samples: slice, isContinued };
    }
  }
}
