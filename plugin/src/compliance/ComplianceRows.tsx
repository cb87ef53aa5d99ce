import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { Tag } from '../components/Tag';
import { COMPLIANCE_LOOKS } from '../format/words';
import type { ComplianceCell } from './types';

interface ComplianceRowsProps {
  readonly services: ReadonlyArray<readonly [string, readonly ComplianceCell[]]>;
  readonly width: number;
}

const WIDE_ENOUGH_FOR_COLUMNS = 520;
const WIDE_ENOUGH_FOR_TARGETS = 260;

/** One row per service with its objectives as columns; a list where there is no room for columns. */
export function ComplianceRows({ services, width }: ComplianceRowsProps) {
  const styles = useStyles2(getStyles);
  const several = services.length > 1;

  if (!several || width < WIDE_ENOUGH_FOR_COLUMNS) {
    return (
      <div className={styles.scroll}>
        {services.map(([service, cells]) => (
          <div key={service}>
            {several && <h4 className={styles.service}>{service}</h4>}
            <ul className={styles.list} aria-label={several ? `Targets of ${service}` : 'Targets'}>
              {cells.map((cell) => (
                <li key={cell.objective} className={styles.line}>
                  <Mark cell={cell} iconOnly={width < WIDE_ENOUGH_FOR_TARGETS} />
                  <span className={styles.grow}>{cell.title}</span>
                  <Reading cell={cell} withTarget={width >= WIDE_ENOUGH_FOR_TARGETS} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    );
  }

  const titles = services[0]?.[1].map((cell) => cell.title) ?? [];
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Service</th>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map(([service, cells]) => (
            <tr key={service}>
              <th scope="row">{service}</th>
              {cells.map((cell) => (
                <td key={cell.objective}>
                  <span className={styles.cell}>
                    <Reading cell={cell} withTarget />
                    <Mark cell={cell} iconOnly={false} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Mark({ cell, iconOnly }: { readonly cell: ComplianceCell; readonly iconOnly: boolean }) {
  const styles = useStyles2(getStyles);
  const look = COMPLIANCE_LOOKS[cell.state];
  return (
    <span className={cx(styles.mark, iconOnly && styles.narrowMark)} title={look.text}>
      <Tag text={look.text} icon={look.icon} color={look.color} plain />
    </span>
  );
}

function Reading({ cell, withTarget }: { readonly cell: ComplianceCell; readonly withTarget: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.reading}>
      <span className={styles.value}>{cell.value}</span>
      {withTarget && <span className={styles.target}>{cell.target ?? 'no target'}</span>}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ height: '100%', overflow: 'auto', width: '100%' }),
  service: css({ fontSize: theme.typography.body.fontSize, margin: theme.spacing(1, 0, 0.5) }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  line: css({
    alignItems: 'center',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    gap: theme.spacing(1),
    minHeight: theme.spacing(4),
    '&:last-child': { borderBottom: 'none' },
  }),
  grow: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  mark: css({ display: 'inline-flex', minWidth: 76 }),
  narrowMark: css({ minWidth: 0, overflow: 'hidden', width: 16 }),
  cell: css({ alignItems: 'center', display: 'flex', gap: theme.spacing(1.5), justifyContent: 'space-between' }),
  reading: css({ alignItems: 'baseline', display: 'inline-flex', gap: theme.spacing(0.75), whiteSpace: 'nowrap' }),
  value: css({
    color: theme.colors.text.maxContrast,
    fontSize: theme.typography.h5.fontSize,
    fontVariantNumeric: 'tabular-nums',
    fontWeight: theme.typography.fontWeightMedium,
  }),
  target: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  table: css({
    borderCollapse: 'collapse',
    tableLayout: 'fixed',
    width: '100%',
    'th, td': {
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
    },
    'thead th': {
      background: theme.colors.background.primary,
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      position: 'sticky',
      top: 0,
    },
    'tbody tr:last-child th, tbody tr:last-child td': { borderBottom: 'none' },
  }),
});
