import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { finish, overrideField, unitOf, type PanelSpec } from './panel.js';
import type { Unit } from './units.js';

/** A column: a label of the series, or the value of the query with that refId. */
export interface Column {
  readonly title: string;
  readonly from: { readonly label: string } | { readonly query: string };
  readonly unit?: Unit;
  /** Pixels; the rest is shared by the columns without one. */
  readonly width?: number;
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

const fieldOf = (column: Column, single: boolean): string => {
  if ('label' in column.from) return column.from.label;
  return single ? 'Value' : `Value #${column.from.query}`;
};

/** Pixels; Grafana's 150 cut the last columns off on a small screen. */
const SMALLEST_COLUMN = 72;

const propertiesOf = ({ unit, width, decimals }: Column): readonly DynamicConfigValue[] => [
  ...(unit === undefined ? [] : [unitOf(unit)]),
  ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
  ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
];

/** Rows by label, one column per query. */
export const table = (spec: TableSpec): Panel => {
  const refIds = Object.keys(spec.values);
  const single = refIds.length === 1;
  const shown = spec.columns.map((column) => fieldOf(column, single));
  const built = finish(
    new PanelBuilder()
      .minWidth(SMALLEST_COLUMN)
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
      overrides: spec.columns
        .map((column) => overrideField(column.title, ...propertiesOf(column)))
        .filter(({ properties }) => properties.length > 0),
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
      ...(single ? [] : [{ id: 'merge', options: {} }]),
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
