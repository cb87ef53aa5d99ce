import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type Key, type ReactNode } from 'react';

export interface Column<T> {
  readonly title: string;
  readonly numeric?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface DataTableProps<T> {
  readonly label: string;
  readonly columns: ReadonlyArray<Column<T>>;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => Key;
  /** What to say when there are no rows. */
  readonly empty: string;
}

/** A plain table that scrolls sideways when it has to. */
export function DataTable<T>({ label, columns, rows, keyOf, empty }: DataTableProps<T>) {
  const styles = useStyles2(getStyles);
  if (rows.length === 0) {
    return <p className={styles.empty}>{empty}</p>;
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={cx(column.numeric === true && styles.numeric)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title} className={cx(column.numeric === true && styles.numeric)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  table: css({
    borderCollapse: 'collapse',
    width: '100%',
    'th, td': {
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'middle',
    },
    'th:first-child, td:first-child': { paddingLeft: 0 },
    'th:last-child, td:last-child': { paddingRight: 0 },
    th: {
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      whiteSpace: 'nowrap',
    },
    'tbody tr:last-child td': { borderBottom: 'none' },
    'tbody tr:hover': { background: theme.colors.action.hover },
  }),
  numeric: css({ fontVariantNumeric: 'tabular-nums', '&&': { textAlign: 'right', whiteSpace: 'nowrap' } }),
  empty: css({ color: theme.colors.text.secondary, margin: 0 }),
});
