import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Refusal } from '@growth-engine/collector/contract';
import React from 'react';
import { formatAt, withLocalTimes } from '../format/time';

interface RefusalListProps {
  readonly title: string;
  readonly refusals: readonly Refusal[];
  readonly isWarning?: boolean;
}

/** Each guard's sentence and what to do about it. */
export function RefusalList({ title, refusals, isWarning = false }: RefusalListProps) {
  const styles = useStyles2(getStyles);
  if (refusals.length === 0) {
    return null;
  }
  return (
    <section className={styles.list} aria-label={title}>
      <h5 className={styles.title}>{title}</h5>
      <ul className={styles.items}>
        {refusals.map((refusal) => (
          <li key={`${refusal.guard}/${refusal.setting ?? ''}`} className={styles.item}>
            <Icon name={isWarning ? 'exclamation-triangle' : 'lock'} className={styles.icon} aria-hidden />
            <span>
              {refusal.setting !== undefined && !refusal.sentence.includes(refusal.setting) && (
                <code className={styles.setting}>{refusal.setting}</code>
              )}
              {withLocalTimes(refusal.sentence)}{' '}
              <span className={styles.next}>
                {refusal.nextStep}
                {refusal.until !== undefined &&
                  !refusal.sentence.includes(refusal.until) &&
                  ` (until ${formatAt(refusal.until, Date.parse(refusal.until))})`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: theme.spacing(0, 0, 1.5) }),
  title: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0, 0, 0.5),
  }),
  items: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
  item: css({ display: 'flex', gap: theme.spacing(1) }),
  icon: css({ color: theme.colors.warning.text, flexShrink: 0, marginTop: 3 }),
  setting: css({ marginRight: theme.spacing(0.75) }),
  next: css({ color: theme.colors.text.secondary }),
});
