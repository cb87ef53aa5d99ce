import { TooltipDisplayMode, VisibilityMode, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type Panel, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { Colour } from './colours.js';
import { finish, type PanelSpec } from './panel.js';

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

/** Which state something was in, and when it changed. */
export const timeline = (spec: Omit<PanelSpec, 'mappings'> & { readonly states: Meanings }): Panel => {
  const { states, ...rest } = spec;
  return finish(
    new PanelBuilder()
      .showValue(VisibilityMode.Auto)
      .rowHeight(0.8)
      .mergeValues(true)
      .disablePagination()
      .fillOpacity(70)
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single))
      .build(),
    { ...rest, mappings: meanings(states) }
  );
};
