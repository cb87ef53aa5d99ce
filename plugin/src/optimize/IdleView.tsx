import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Optimization, ReportDocument } from '@growth-engine/collector/contract';
import React, { type RefObject } from 'react';
import { MODE_TEXTS } from '../format/words';
import { OptimizationView } from './OptimizationView';
import { RefusalList } from './RefusalList';

interface IdleViewProps {
  readonly report: ReportDocument;
  readonly last: Optimization | undefined;
  readonly proposal: Optimization | undefined;
  readonly headingRef: RefObject<HTMLHeadingElement>;
}

const STEPS = [
  { title: 'Plan', text: 'Optimize looks for causes and shows what would change and why. Nothing happens yet.' },
  { title: 'Confirm', text: 'Each change is tried next to the old value, one after the other, with real traffic.' },
  { title: 'Keep what helps', text: 'The gain is measured; what does harm or no good is undone by itself.' },
] as const;

/** Before a press: is there a reason to, would it be refused, and what came of the last one. */
export function IdleView({ report, last, proposal, headingRef }: IdleViewProps) {
  const styles = useStyles2(getStyles);
  const missed = report.compliance.filter((row) => row.state === 'missed');
  const measured = report.compliance.filter((row) => row.state !== 'no-data');
  return (
    <div>
      <h4 className={styles.lead} ref={headingRef} tabIndex={-1}>
        <span role="status">
          {measured.length === 0
            ? 'Nothing has been measured yet.'
            : missed.length === 0
              ? 'Every target that has data is met.'
              : `Missed: ${missed.map((row) => row.title.toLowerCase()).join(', ')}.`}
        </span>{' '}
        <span className={styles.mode}>{MODE_TEXTS[report.mode]}.</span>
      </h4>
      <RefusalList title="Optimize would be refused now" service={report.service} refusals={report.refusals} />
      {proposal && (
        <section className={styles.proposal} aria-label="Proposal">
          <h5 className={styles.subtitle}>Proposed</h5>
          <OptimizationView optimization={proposal} />
        </section>
      )}
      {last === undefined && proposal === undefined && (
        <ol className={styles.steps} aria-label="What happens">
          {STEPS.map(({ title, text }, index) => (
            <li key={title} className={styles.step}>
              <span className={styles.number} aria-hidden>
                {index + 1}
              </span>
              <span>
                <strong className={styles.stepTitle}>{title}</strong>
                <span className={styles.secondary}>{text}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {last && (
        <section aria-label="Latest optimization">
          <h5 className={styles.subtitle}>Latest optimization</h5>
          <OptimizationView optimization={last} />
        </section>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lead: css({
    fontSize: theme.typography.body.fontSize,
    lineHeight: theme.typography.body.lineHeight,
    margin: theme.spacing(0, 0, 1.5),
    outline: 'none',
  }),
  mode: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  secondary: css({ color: theme.colors.text.secondary }),
  steps: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
  step: css({ display: 'flex', gap: theme.spacing(1.5) }),
  stepTitle: css({ display: 'block', fontWeight: theme.typography.fontWeightMedium }),
  number: css({
    alignItems: 'center',
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.circle,
    color: theme.colors.text.secondary,
    display: 'inline-flex',
    flexShrink: 0,
    height: theme.spacing(3),
    justifyContent: 'center',
    width: theme.spacing(3),
  }),
  proposal: css({ marginBottom: theme.spacing(1.5) }),
  subtitle: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0, 0, 0.5),
  }),
});
