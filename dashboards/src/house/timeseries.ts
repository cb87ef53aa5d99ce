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

export interface TimeSeriesSpec extends PanelSpec {
  /** Parts of a whole, one on top of the other. */
  readonly stacked?: true;
}

const SPAN_MISSED_SCRAPES_MS = 60_000;

/** A course over time, with a legend that sums it up. */
export const timeSeries = (spec: TimeSeriesSpec): Panel =>
  finish(
    new PanelBuilder()
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.Table)
          .placement(LegendPlacement.Bottom)
          .calcs(['lastNotNull', 'mean', 'max'])
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

const dashed = (colour: Colour): DynamicConfigValue[] => [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } },
  { id: 'custom.lineWidth', value: 2 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: { mode: 'none', group: 'A' } },
  { id: 'color', value: { mode: 'fixed', fixedColor: colour } },
];

/** A level that people set (its own query), drawn so that it is told apart from what is measured. */
export const targetLine = (refId: string): Override => overrideQuery(refId, ...dashed(COLOURS.target));
export const hiddenLine = (refId: string): Override =>
  overrideQuery(refId, ...dashed(COLOURS.attention), {
    id: 'custom.hideFrom',
    value: { viz: true, legend: false, tooltip: false },
  });
export const thresholdLine = (refId: string): Override => overrideQuery(refId, ...dashed(COLOURS.attention));
