import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { EvaluatedGuide, Guide } from '@growth-engine/collector/contract';
import React, { useId } from 'react';
import { Tag } from '../components/Tag';
import type { Period } from '../evidence/types';
import { VERDICT_LOOKS } from '../format/words';
import { CauseView } from './CauseView';

interface GuideViewProps {
  readonly guide: Guide;
  readonly evaluated: EvaluatedGuide | undefined;
  readonly service: string;
  readonly period: Period;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** A guide: does it happen, what people notice, and each cause held against the measurements. */
export function GuideView({ guide, evaluated, service, period, open, onToggle }: GuideViewProps) {
  const styles = useStyles2(getStyles);
  const bodyId = useId();
  const verdict = evaluated?.symptom.verdict;
  const look = verdict && VERDICT_LOOKS[verdict];

  return (
    <section className={cx(styles.guide, verdict === 'confirmed' && styles.happening)} aria-label={guide.title}>
      <h4 className={styles.heading}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={bodyId}
          onClick={() => onToggle(!open)}
        >
          <Icon name="angle-right" className={cx(styles.arrow, open && styles.opened)} aria-hidden />
          <span className={styles.title}>{guide.title}</span>
          {look && <Tag text={look.asSymptom} icon={look.icon} color={look.color} />}
        </button>
      </h4>
      {evaluated && <p className={styles.symptom}>{evaluated.symptom.text}</p>}
      {open && (
        <div id={bodyId} className={styles.body}>
          <p className={styles.notice}>What people notice: {guide.symptoms.map(lowerFirst).join(' · ')}</p>
          <ol className={styles.causes} aria-label={`Causes of ${lowerFirst(guide.title)}`}>
            {guide.causes.map((cause) => (
              <CauseView
                key={cause.id}
                cause={cause}
                result={evaluated?.causes.find(({ id }) => id === cause.id)?.result}
                service={service}
                period={period}
                harmless={verdict === 'ruled-out'}
              />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const getStyles = (theme: GrafanaTheme2) => ({
  guide: css({
    background: theme.colors.background.secondary,
    borderLeft: `3px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
  }),
  happening: css({ borderLeftColor: theme.colors.warning.border }),
  heading: css({ margin: 0 }),
  toggle: css({
    alignItems: 'center',
    background: 'none',
    border: 'none',
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 1.5, 0.5),
    textAlign: 'left',
    width: '100%',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  arrow: css({ flexShrink: 0 }),
  opened: css({ transform: 'rotate(90deg)' }),
  title: css({ flex: 1, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  symptom: css({ color: theme.colors.text.secondary, margin: 0, padding: theme.spacing(0, 1.5, 1, 4.5) }),
  body: css({ padding: theme.spacing(0, 1.5, 1.5, 4.5) }),
  notice: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  causes: css({
    display: 'flex',
    flexDirection: 'column',
    listStyle: 'none',
    margin: theme.spacing(0.5, 0, 0),
    padding: 0,
  }),
});
