import { DERIVED, type DerivedId, type DerivedQuantity, type LabelledValue } from '@growth-engine/collector/contract';
import { ensure, type Checks } from '../lib/checks.js';
import type { PrometheusServer, Sample } from './prometheus-server.js';
import type { ReportSink } from './report-sink.js';

const WINDOW_SECONDS = 60;
const TOLERANCE = 0.05;
/** Absolute differences that say nothing: which request lies on the edge of a window, and an event or two. */
const RESOLUTION: Readonly<Record<DerivedQuantity['unit'], number>> = {
  seconds: 0.0005,
  per_second: 2 / WINDOW_SECONDS,
  ratio: 0,
};

/**
 * Gauges, of which a snapshot has the latest and a scrape the one of a moment ago (and for CPU, PromQL the mean of the
 * window): absolute differences that both may show.
 */
const MOMENTARY: Partial<Readonly<Record<DerivedId, number>>> = { cpu: 0.15, memory: 0.05, heap_usage: 0.05 };

const entries = Object.entries(DERIVED) as [DerivedId, DerivedQuantity][];

/** Dimensions by which both sides name the groups alike: `instance` is the scrape's address there, a name here. */
const dimensionsOf = (quantity: DerivedQuantity): readonly string[] =>
  quantity.dimensions.filter((name) => name !== 'instance').slice(0, 1);

const groupOf = (by: readonly string[], labels: Readonly<Record<string, string>>): string =>
  by.map((name) => labels[name] ?? '').join(' ');

const isAlike = (id: DerivedId, a: number, b: number): boolean => {
  const absolute = MOMENTARY[id] ?? RESOLUTION[DERIVED[id].unit];
  return Math.abs(a - b) <= Math.max(absolute, TOLERANCE * Math.max(Math.abs(a), Math.abs(b)));
};

function compare(
  id: DerivedId,
  by: readonly string[],
  computed: readonly LabelledValue[],
  scraped: readonly Sample[]
): string {
  // A group without traffic is absent here, 0 or NaN there.
  const there = new Map(
    scraped.filter(({ value }) => Number.isFinite(value)).map(({ labels, value }) => [groupOf(by, labels), value])
  );
  const here = new Map(computed.map(({ labels, value }) => [groupOf(by, labels), value]));
  ensure(here.size > 0, 'The snapshot has no value: the traffic of this check does not reach the quantity.');
  for (const group of new Set([...here.keys(), ...there.keys()])) {
    const own = here.get(group) ?? 0;
    const value = there.get(group) ?? 0;
    ensure(
      isAlike(id, own, value),
      `${group === '' ? 'All together' : group}: computed ${own.toPrecision(4)}, by PromQL ${value.toPrecision(4)}.`
    );
  }
  return [...here]
    .map(([group, value]) => `${group} ${value.toPrecision(3)} / ${(there.get(group) ?? NaN).toPrecision(3)}`.trim())
    .join(', ');
}

/** Holds each quantity's two definitions against each other over the same 60 s. */
export async function checkDerived(
  checks: Checks,
  prometheus: PrometheusServer,
  sink: ReportSink,
  endsAt: number
): Promise<void> {
  checks.heading(`Derived quantities: computed / by PromQL, over the same ${WINDOW_SECONDS} s`);
  const view = sink.snapshot(endsAt, WINDOW_SECONDS);
  for (const [id, quantity] of entries) {
    for (const by of [[], dimensionsOf(quantity)].filter((each, index) => index === 0 || each.length > 0)) {
      await checks.check(`${quantity.title}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`, async () => {
        const expression = quantity.promql({ selector: '', range: `${WINDOW_SECONDS}s`, by });
        return compare(id, by, quantity.compute(view, {}, by), await prometheus.query(expression, endsAt));
      });
    }
  }
}
