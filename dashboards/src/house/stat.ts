import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { NO_DATA_SHORT, adviceFor } from './advice.js';
import { COLOURS, type Step } from './colours.js';
import { finish, type PanelSpec } from './panel.js';

export interface StatSpec extends Omit<PanelSpec, 'noValue' | 'steps'> {
  /** What must be missing when there is no number. */
  readonly missing: keyof typeof NO_DATA_SHORT;
  /** The lowest begins at 0: what has no number has no colour of a number either. */
  readonly steps?: readonly (Step & { readonly from: number })[];
  /** Shows the names of several series beside their values. */
  readonly named?: true;
}

const DEFAULT_HEIGHT = 4;

/** One number that stands for now. */
export const stat = ({ missing, steps, description, ...spec }: StatSpec): Panel =>
  finish(
    new PanelBuilder()
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
      .colorMode(steps === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
      .graphMode(BigValueGraphMode.None)
      .textMode(spec.named === true ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
      .wideLayout(true)
      .build(),
    {
      height: DEFAULT_HEIGHT,
      ...spec,
      description: { ...description, act: `${description.act} ${adviceFor(missing)}` },
      noValue: NO_DATA_SHORT[missing],
      ...(steps === undefined ? {} : { steps: [{ from: null, colour: COLOURS.idle }, ...steps] }),
    }
  );
