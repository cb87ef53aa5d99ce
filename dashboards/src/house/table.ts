import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { headerPx } from './measure.js';
import { finish, overrideField, unitOf, type PanelSpec } from './panel.js';
import type { Unit } from './units.js';

/** A column: a label of the series, or the value of the query with that refId. */
export interface Column {
  readonly title: string;
  readonly from: { readonly label: string } | { readonly query: string };
  readonly unit?: Unit;
  /** Pixels that its values need; its title counts besides. Columns with `grows` share what is left. */
  readonly width: number;
  readonly grows?: true;
  readonly decimals?: number;
}

export interface TableSpec extends Omit<PanelSpec, 'unit' | 'queries' | 'overrides'> {
  /** Instant expressions by refId; each becomes a column. */
  readonly values: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** Title of the column to sort by, largest first. */
  readonly sortBy?: string;
  /** So many rows that a reader wants to filter by column. */
  readonly long?: true;
}

const valueOf = (refId: string): string => `Value #${refId}`;
const AGGREGATION = 'lastNotNull';

const fieldOf = (column: Column, single: boolean): string => {
  if ('label' in column.from) return column.from.label;
  return single ? 'Value' : `${valueOf(column.from.query)} (${AGGREGATION})`;
};

/**
 * Rows are grouped by all their labels, which leaves them as they are. Without any row, though, the merged columns would
 * stay behind as a head without a body; grouping by labels that do not exist drops them, and Grafana shows `noValue`.
 */
const grouping = (columns: readonly Column[]): object =>
  Object.fromEntries(
    columns.map(({ from }) =>
      'label' in from
        ? [from.label, { operation: 'groupby', aggregations: [] }]
        : [valueOf(from.query), { operation: 'aggregate', aggregations: [AGGREGATION] }]
    )
  );

/** What a column takes at least; its title is never cut off. */
export const columnPx = (column: Column, spec: Pick<TableSpec, 'sortBy' | 'long'>): number =>
  Math.max(
    column.width,
    headerPx(column.title, { sorted: spec.sortBy === column.title, filterable: spec.long === true })
  );

const propertiesOf = (column: Column, spec: TableSpec): readonly DynamicConfigValue[] => [
  ...(column.unit === undefined ? [] : [unitOf(column.unit)]),
  { id: column.grows === true ? 'custom.minWidth' : 'custom.width', value: columnPx(column, spec) },
  ...(column.decimals === undefined ? [] : [{ id: 'decimals', value: column.decimals }]),
];

/** Rows by label, one column per query. */
export const table = (spec: TableSpec): Panel => {
  const refIds = Object.keys(spec.values);
  const single = refIds.length === 1;
  const shown = spec.columns.map((column) => fieldOf(column, single));
  const built = finish(
    new PanelBuilder()
      .showHeader(true)
      .filterable(spec.long === true)
      .build(),
    {
      ...spec,
      unit: 'count',
      queries: refIds.map((refId) => ({
        refId,
        expr: spec.values[refId] ?? '',
        legend: '',
        instant: true,
        format: 'table',
      })),
      overrides: spec.columns.map((column) => overrideField(column.title, ...propertiesOf(column, spec))),
    }
  );
  return {
    ...built,
    options: {
      ...(built.options as object),
      cellHeight: 'sm',
      ...(spec.sortBy === undefined ? {} : { sortBy: [{ displayName: spec.sortBy, desc: true }] }),
    },
    transformations: [
      ...(single
        ? []
        : [
            { id: 'merge', options: {} },
            { id: 'groupBy', options: { fields: grouping(spec.columns) } },
          ]),
      { id: 'filterFieldsByName', options: { include: { names: shown } } },
      {
        id: 'organize',
        options: {
          indexByName: Object.fromEntries(shown.map((field, index) => [field, index])),
          renameByName: Object.fromEntries(spec.columns.map((column) => [fieldOf(column, single), column.title])),
        },
      },
    ],
  };
};
