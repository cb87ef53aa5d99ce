import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './variables.js';

export interface Query {
  readonly refId: string;
  readonly expr: string;
  /** From labels, e.g. `{{service}}`. */
  readonly legend: string;
  /** One value at the end of the range instead of its course. */
  readonly instant?: true;
  readonly format?: 'table' | 'heatmap';
}

const FORMATS = { table: PromQueryFormat.Table, heatmap: PromQueryFormat.Heatmap } as const;

/** Several series of one panel; refIds A, B, C … where nobody reads them by name. */
export const queries = (...list: readonly Omit<Query, 'refId'>[]): readonly Query[] =>
  list.map((query, index) => ({ ...query, refId: String.fromCharCode('A'.charCodeAt(0) + index) }));

/** What Grafana keeps of a query. */
export const toTarget = (query: Query): Dataquery => {
  const builder = new DataqueryBuilder()
    .refId(query.refId)
    .expr(query.expr)
    .legendFormat(query.legend)
    .datasource(DATASOURCE)
    .format(query.format === undefined ? PromQueryFormat.TimeSeries : FORMATS[query.format]);
  return (query.instant === true ? builder.instant() : builder.range()).build();
};
