import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Optimization } from '@growth-engine/collector/contract';
import React, { type RefObject } from 'react';
import { Tag } from '../components/Tag';
import { formatAgo, withLocalTimes } from '../format/time';
import { formatDuration } from '../format/units';
import { actorText, OPTIMIZATION_LOOKS } from '../format/words';
import { useNow } from '../hooks/useNow';
import { ChangeResult } from './ChangeResult';
import { isUnderWay } from './useOptimize';

interface OptimizationViewProps {
  readonly optimization: Optimization;
  readonly headingRef?: RefObject<HTMLHeadingElement>;
}

/** An optimization while it runs, and what came of it. */
export function OptimizationView({ optimization, headingRef }: OptimizationViewProps) {
  const styles = useStyles2(getStyles);
  const now = useNow(5000);
  const look = OPTIMIZATION_LOOKS[optimization.state];
  const running = isUnderWay(optimization.state);
  return (
    <div role="region" aria-label={optimization.state === 'planned' ? 'Proposed changes' : 'Optimization'}>
      <h4 className={styles.sentence} ref={headingRef} tabIndex={-1}>
        <span role="status">{withLocalTimes(optimization.sentence)}</span>
      </h4>
      <p className={styles.facts}>
        <Tag text={look.text} icon={look.icon} color={look.color} spinning={optimization.state === 'applying'} />{' '}
        {optimization.trigger === 'manual' ? 'Pressed by' : 'Started by'} {actorText(optimization.actor)},{' '}
        {formatAgo(optimization.startedAt, now)}
        {running &&
          optimization.secondsLeft !== undefined &&
          ` · at most ${formatDuration(Math.ceil(optimization.secondsLeft))} left`}
        {optimization.finishedAt !== undefined && ` · finished ${formatAgo(optimization.finishedAt, now)}`}
      </p>
      <ol className={styles.changes} aria-label="Changes">
        {optimization.changes.map((progress) => (
          <ChangeResult key={progress.change.id} progress={progress} />
        ))}
      </ol>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentence: css({
    fontSize: theme.typography.body.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: theme.typography.body.lineHeight,
    margin: 0,
    outline: 'none',
  }),
  facts: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0.5, 0, 1),
  }),
  changes: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
});
