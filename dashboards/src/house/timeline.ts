import { TooltipDisplayMode, VisibilityMode, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type Panel, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { NO_DATA, NO_DATA_SHORT, adviceFor } from './advice.js';
import { COLOURS, type Colour } from './colours.js';
import type { MetricDefinition } from '@growth-engine/collector/contract';
import { finish, type PanelSpec } from './panel.js';
import { ABSENT, orAbsent } from './promql.js';

/** What a number means, in the order in which it is explained. */
export type Meanings = Readonly<Record<number, { readonly text: string; readonly colour: Colour }>>;

export const meanings = (of: Meanings): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(of).map(([value, { text, colour }], index) => [value, { text, color: colour, index }])
    ),
  },
];

export interface TimelineSpec extends Omit<PanelSpec, 'mappings' | 'noValue'> {
  /** What must be missing when there is nothing to draw. */
  readonly missing: keyof typeof NO_DATA_SHORT;
  readonly states: Meanings;
  /** Without a sample of it there is nothing to draw: Grafana's time line then has no words of its own but an error. */
  readonly of: MetricDefinition;
}

/** Which state something was in, and when it changed. */
export const timeline = (spec: TimelineSpec): Panel => {
  const { states, of, missing, description, ...rest } = spec;
  return finish(
    new PanelBuilder()
      .showValue(VisibilityMode.Auto)
      .rowHeight(0.8)
      .mergeValues(true)
      .disablePagination()
      .fillOpacity(70)
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single))
      .build(),
    {
      ...rest,
      description: { ...description, act: `${description.act} ${adviceFor(missing)}` },
      noValue: NO_DATA[missing],
      queries: rest.queries.map((query) => ({ ...query, expr: orAbsent(query.expr, of) })),
      mappings: meanings({ ...states, [ABSENT]: { text: NO_DATA_SHORT[missing], colour: COLOURS.idle } }),
    }
  );
};
