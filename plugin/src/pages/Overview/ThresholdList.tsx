import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { THRESHOLD_DEFINITIONS, type ReportDocument } from '@growth-engine/collector/contract';
import React from 'react';
import { Tag } from '../../components/Tag';
import { NO_VALUE } from '../../compliance/types';
import { formatLevel } from '../../format/units';

/** Each measured quantity against the level at which the engine looks for causes. */
export function ThresholdList({ report }: { readonly report: ReportDocument | undefined }) {
  const styles = useStyles2(getStyles);
  if (report === undefined) {
    return <LoadingPlaceholder text="Loading …" />;
  }
  return (
    <ul className={styles.list}>
      {report.thresholds.map((row) => {
        const { title, unit } = THRESHOLD_DEFINITIONS[row.metric];
        return (
          <li key={row.metric} className={styles.row}>
            <span className={styles.title}>{title}</span>
            <span className={styles.reading}>
              <span className={styles.value}>{row.value === null ? NO_VALUE : formatLevel(row.value, unit)}</span>{' '}
              <span className={styles.level}>of {formatLevel(row.threshold, unit)}</span>
            </span>
            <span className={styles.state}>
              {row.value === null ? (
                <Tag text="No data" icon="question-circle" color="darkgrey" plain />
              ) : row.exceeded ? (
                <Tag text="Exceeded" icon="exclamation-triangle" color="orange" plain />
              ) : (
                <Tag text="Within" icon="check-circle" color="green" plain />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({
    alignItems: 'center',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'minmax(0, 1fr) auto 92px',
    padding: theme.spacing(0.75, 0),
    '&:last-child': { borderBottom: 'none' },
  }),
  title: css({ minWidth: 0 }),
  reading: css({ fontVariantNumeric: 'tabular-nums', textAlign: 'right', whiteSpace: 'nowrap' }),
  value: css({ fontWeight: theme.typography.fontWeightMedium }),
  level: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  state: css({ textAlign: 'right' }),
});
