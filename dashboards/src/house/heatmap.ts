import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { finish, type PanelSpec } from './panel.js';
import { UNITS, type Unit } from './units.js';

/** How observations spread over the buckets of a histogram, over time. `unit` is that of the cells. */
export const heatmap = (spec: PanelSpec & { readonly bucketUnit: Unit }): Panel =>
  finish(
    new PanelBuilder()
      .calculate(false)
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(64))
      .yAxis(new YAxisConfigBuilder().unit(UNITS[spec.bucketUnit]))
      .build(),
    spec
  );
