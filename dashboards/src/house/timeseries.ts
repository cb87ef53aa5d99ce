import {
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
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
import { LEGEND_NUMBER_PX, SCROLLBAR_PX, legendPx, panelPx } from './measure.js';
import { finish, overrideQuery, type Override, type PanelSpec } from './panel.js';
import type { Unit } from './units.js';

export interface TimeSeriesSpec extends PanelSpec {
  /** Parts of a whole, one on top of the other. */
  readonly stacked?: true;
  /** Many series: the legend begins with those that reach highest. */
  readonly largestFirst?: true;
  /** Holds each value until the next, as a setting does. */
  readonly stepped?: true;
}

const SPAN_MISSED_SCRAPES_MS = 60_000;

/** Of a legend's numbers, so many as are not cut off on a small screen. */
const CALCS = ['lastNotNull', 'max', 'mean'] as const;
/** Units whose numbers are long: "12.3 req/min". */
const LONG_UNITS: readonly Unit[] = [
  'requestsPerMinute',
  'requestsPerSecond',
  'operationsPerSecond',
  'perMinute',
  'perSecond',
  'bytesPerSecond',
];
const LONG_NUMBER_PX = 92;
const LEGEND_PADDING_PX = 16;

const calcsFor = ({ width, unit, queries }: TimeSeriesSpec): string[] => {
  const names = Math.max(...queries.map(({ legend }) => legendPx(legend)));
  const free = panelPx(width) - LEGEND_PADDING_PX - SCROLLBAR_PX - names;
  const count = Math.floor(free / (LONG_UNITS.includes(unit) ? LONG_NUMBER_PX : LEGEND_NUMBER_PX));
  return CALCS.slice(0, Math.max(1, count));
};

/** An axis reaches at least this far: without it, Grafana draws a course of zeros against 10 000 %. */
const SMALLEST_SCALE: Partial<Record<Unit, number>> = {
  ratio: 0.01,
  seconds: 0.001,
  bytes: 1024,
  bytesPerSecond: 1024,
  count: 1,
  requestsPerSecond: 1,
  requestsPerMinute: 60,
  operationsPerSecond: 1,
  perSecond: 0.1,
  perMinute: 1,
  packetsPerSecond: 1,
  ioPerSecond: 1,
};

/** A course over time, with a legend that sums it up. */
export const timeSeries = (spec: TimeSeriesSpec): Panel => {
  const calcs = calcsFor(spec);
  const legend = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(calcs);
  const smallestScale = SMALLEST_SCALE[spec.unit];
  const builder = new PanelBuilder();
  if (smallestScale !== undefined && spec.max === undefined) builder.axisSoftMax(smallestScale);
  if (spec.stepped === true) builder.lineInterpolation(LineInterpolation.StepAfter);
  return finish(
    builder
      .legend(
        spec.largestFirst === true ? legend.sortBy(calcs.includes('max') ? 'Max' : 'Last *').sortDesc(true) : legend
      )
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
