import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { finish, type PanelSpec } from './panel.js';

export interface StatSpec extends PanelSpec {
  /** Draws the course behind the number. */
  readonly sparkline?: true;
  /** Shows the names of several series beside their values. */
  readonly named?: true;
}

const DEFAULT_HEIGHT = 4;

/** One number that stands for now. */
export const stat = (spec: StatSpec): Panel =>
  finish(
    new PanelBuilder()
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
      .colorMode(spec.steps === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
      .graphMode(spec.sparkline === true ? BigValueGraphMode.Area : BigValueGraphMode.None)
      .textMode(spec.named === true ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
      .wideLayout(true)
      .build(),
    { height: DEFAULT_HEIGHT, ...spec }
  );
