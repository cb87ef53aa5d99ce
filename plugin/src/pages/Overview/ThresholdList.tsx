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
  list: css({ containerType: 'inline-size', listStyle: 'none', margin: 0, padding: 0 }),
  // One line where there is room for it, else the reading below the title: in every row alike.
  row: css({
    alignItems: 'baseline',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    columnGap: theme.spacing(1),
    display: 'grid',
    gridTemplateAreas: '"title reading state"',
    gridTemplateColumns: 'minmax(0, 1fr) auto 92px',
    padding: theme.spacing(0.75, 0),
    '&:last-child': { borderBottom: 'none' },
    '@container (max-width: 340px)': {
      gridTemplateAreas: '"title state" "reading state"',
      gridTemplateColumns: 'minmax(0, 1fr) 92px',
    },
  }),
  title: css({ gridArea: 'title', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  reading: css({
    fontVariantNumeric: 'tabular-nums',
    gridArea: 'reading',
    textAlign: 'right',
    whiteSpace: 'nowrap',
    '@container (max-width: 340px)': { textAlign: 'left' },
  }),
  value: css({ fontWeight: theme.typography.fontWeightMedium }),
  level: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  state: css({ gridArea: 'state', textAlign: 'right', whiteSpace: 'nowrap' }),
});
