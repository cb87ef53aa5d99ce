import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Refusal } from '@growth-engine/collector/contract';
import React from 'react';
import { formatAt, withLocalTimes } from '../format/time';
import { useNow } from '../hooks/useNow';
import { useSettingLookup } from '../hooks/useSettingLookup';

interface RefusalListProps {
  readonly title: string;
  readonly service: string;
  readonly refusals: readonly Refusal[];
  readonly isWarning?: boolean;
}

/** Each guard's sentence and what to do about it. */
export function RefusalList({ title, service, refusals, isWarning = false }: RefusalListProps) {
  const styles = useStyles2(getStyles);
  const now = useNow(30_000);
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
              {refusal.setting === undefined ? (
                withLocalTimes(refusal.sentence)
              ) : (
                <AboutSetting service={service} setting={refusal.setting} sentence={withLocalTimes(refusal.sentence)} />
              )}{' '}
              <span className={styles.next}>
                {withLocalTimes(refusal.nextStep)}
                {refusal.until !== undefined &&
                  !refusal.sentence.includes(refusal.until) &&
                  ` (until ${formatAt(refusal.until, now)})`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A sentence about one setting, which people know by its title. */
function AboutSetting({
  service,
  setting,
  sentence,
}: {
  readonly service: string;
  readonly setting: string;
  readonly sentence: string;
}) {
  const styles = useStyles2(getStyles);
  const title = useSettingLookup(service)(setting).title;
  const titled = sentence.replaceAll(setting, title);
  return (
    <>
      {!titled.includes(title) && <span className={styles.setting}>{title}:</span>}
      {titled}
    </>
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
  setting: css({ fontWeight: theme.typography.fontWeightMedium, marginRight: theme.spacing(0.5) }),
  next: css({ color: theme.colors.text.secondary }),
});
