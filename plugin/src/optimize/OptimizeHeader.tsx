import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReportDocument } from '@growth-engine/collector/contract';
import React from 'react';
import { FreezeButton } from '../components/FreezeButton';
import { Tag } from '../components/Tag';
import { formatAt } from '../format/time';
import { actorText, MODE_TEXTS } from '../format/words';
import { useNow } from '../hooks/useNow';
import type { Optimize } from './useOptimize';

interface OptimizeHeaderProps {
  readonly service: string;
  readonly report: ReportDocument | undefined;
  readonly optimize: Optimize;
  readonly allowed: boolean;
}

/** Whose settings, in which mode, and the brake. */
export function OptimizeHeader({ service, report, optimize, allowed }: OptimizeHeaderProps) {
  const styles = useStyles2(getStyles);
  const now = useNow(30_000);
  const freeze = report?.freeze ?? undefined;
  return (
    <div className={styles.header}>
      <span className={styles.service} title={service}>
        {service}
      </span>
      {report && (
        <span className={styles.mode} title={MODE_TEXTS[report.mode]}>
          mode {report.mode}
        </span>
      )}
      {freeze && (
        <Tag text={`Frozen until ${formatAt(freeze.until, now)} by ${actorText(freeze.by)}`} icon="lock" color="blue" />
      )}
      <span className={styles.space} />
      {report && (
        <FreezeButton
          frozen={freeze !== undefined}
          disabled={!allowed || optimize.busy}
          onFreeze={optimize.freeze}
          onUnfreeze={optimize.unfreeze}
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 1),
    minHeight: theme.spacing(3),
  }),
  service: css({
    fontWeight: theme.typography.fontWeightMedium,
    maxWidth: '50%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  mode: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  space: css({ flex: 1 }),
});
