import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { COLOURS, type Colour } from './colours.js';
import { finish, overrideQuery, type Override, type PanelSpec } from './panel.js';
import type { Unit } from './units.js';

export interface TimeSeriesSpec extends PanelSpec {
  /** Parts of a whole, one on top of the other. */
  readonly stacked?: true;
  /** Many series: the legend begins with those that reach highest. */
  readonly largestFirst?: true;
}

const SPAN_MISSED_SCRAPES_MS = 60_000;

/** As many numbers in the legend as are not cut off on a small screen. */
const calcsFor = (width: number): string[] =>
  width <= 6 ? ['lastNotNull'] : width <= 8 ? ['lastNotNull', 'max'] : ['lastNotNull', 'mean', 'max'];

/** An axis reaches at least this far: without it, Grafana draws a course of zeros against 10 000 %. */
const SMALLEST_SCALE: Partial<Record<Unit, number>> = {
  ratio: 0.01,
  seconds: 0.001,
  bytes: 1024,
  bytesPerSecond: 1024,
  count: 1,
  requestsPerSecond: 1,
  operationsPerSecond: 1,
  perSecond: 0.1,
  packetsPerSecond: 1,
  ioPerSecond: 1,
};

/** A course over time, with a legend that sums it up. */
export const timeSeries = (spec: TimeSeriesSpec): Panel => {
  const legend = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(calcsFor(spec.width));
  const smallestScale = SMALLEST_SCALE[spec.unit];
  const builder = new PanelBuilder();
  if (smallestScale !== undefined && spec.max === undefined) builder.axisSoftMax(smallestScale);
  return finish(
    builder
      .legend(spec.largestFirst === true ? legend.sortBy('Max').sortDesc(true) : legend)
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
      .lineWidth(2)
      .fillOpacity(spec.stacked === true ? 40 : 8)
      .showPoints(VisibilityMode.Never)
      .spanNulls(SPAN_MISSED_SCRAPES_MS)
      .stacking(new StackingConfigBuilder().mode(spec.stacked === true ? StackingMode.Normal : StackingMode.None))
      .axisSoftMin(0)
      .build(),
    spec
  );
};

const DASHES: readonly DynamicConfigValue[] = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } },
  { id: 'custom.lineWidth', value: 2 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: { mode: 'none', group: 'A' } },
];
const dashed = (colour: Colour): DynamicConfigValue[] => [
  ...DASHES,
  { id: 'color', value: { mode: 'fixed', fixedColor: colour } },
];

/** What is there at most (its own query): a size or a limit beside what is used of it, each in its own colour. */
export const limitLine = (refId: string): Override => overrideQuery(refId, ...DASHES);

/** A level that people set (its own query), drawn so that it is told apart from what is measured. */
export const targetLine = (refId: string): Override => overrideQuery(refId, ...dashed(COLOURS.target));
export const hiddenLine = (refId: string): Override =>
  overrideQuery(refId, ...dashed(COLOURS.attention), {
    id: 'custom.hideFrom',
    value: { viz: true, legend: false, tooltip: false },
  });
export const thresholdLine = (refId: string): Override => overrideQuery(refId, ...dashed(COLOURS.attention));
