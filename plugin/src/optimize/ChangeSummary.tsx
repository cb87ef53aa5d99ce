import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Change } from '@growth-engine/collector/contract';
import React from 'react';
import { formatSetting } from '../format/units';

interface ChangeSummaryProps {
  readonly change: Pick<Change, 'title' | 'setting' | 'from' | 'to' | 'unit'>;
}

/** What is turned, from which value to which. */
export function ChangeSummary({ change }: ChangeSummaryProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.summary}>
      <span className={styles.title} title={change.setting}>
        {change.title}
      </span>
      <span className={styles.values}>
        <span className={styles.from}>{formatSetting(change.from, change.unit)}</span>
        <Icon name="arrow-right" size="sm" title="to" />
        <span className={styles.to}>{formatSetting(change.to, change.unit)}</span>
      </span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  summary: css({ alignItems: 'baseline', display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.25, 1.5) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  values: css({
    alignItems: 'center',
    display: 'inline-flex',
    fontVariantNumeric: 'tabular-nums',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
  }),
  from: css({ color: theme.colors.text.secondary }),
  to: css({ color: theme.colors.text.maxContrast, fontWeight: theme.typography.fontWeightMedium }),
});
