import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Finding, Plan } from '@growth-engine/collector/contract';
import React, { type RefObject } from 'react';
import { withLocalTimes } from '../format/time';
import { PlannedChange } from './PlannedChange';
import { RefusalList } from './RefusalList';

interface PlanViewProps {
  readonly plan: Plan;
  readonly headingRef: RefObject<HTMLHeadingElement>;
}

/** What would change and why, before anything does. */
export function PlanView({ plan, headingRef }: PlanViewProps) {
  const styles = useStyles2(getStyles);
  const advice = plan.findings.filter((finding) => finding.advice !== undefined);
  return (
    <div role="region" aria-label="Plan">
      <h4 className={styles.title} ref={headingRef} tabIndex={-1}>
        {plan.changes.length === 0
          ? 'Nothing to change now'
          : plan.changes.length === 1
            ? 'One change would help'
            : `${plan.changes.length} changes would help, tried one after the other`}
      </h4>
      <RefusalList title="This plan cannot be confirmed now" service={plan.service} refusals={plan.refusals} />
      <ol className={styles.changes}>
        {plan.changes.map((change) => (
          <PlannedChange key={change.id} change={change} />
        ))}
      </ol>
      <RefusalList title="Keep in mind" service={plan.service} refusals={plan.warnings} isWarning />
      {advice.length > 0 && <Advice findings={advice} />}
      {plan.changes.length === 0 && plan.refusals.length === 0 && advice.length === 0 && plan.warnings.length === 0 && (
        <p className={styles.secondary}>No rule found a setting that would make the service faster.</p>
      )}
    </div>
  );
}

function Advice({ findings }: { readonly findings: readonly Finding[] }) {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="For people to do">
      <h5 className={styles.subtitle}>For people to do</h5>
      <ul className={styles.advice}>
        {findings.map((finding) => (
          <li key={`${finding.rule}/${finding.setting ?? finding.title}`}>
            {withLocalTimes(finding.summary)} <span className={styles.secondary}>{finding.advice}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ fontSize: theme.typography.h5.fontSize, margin: theme.spacing(0, 0, 1), outline: 'none' }),
  subtitle: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0, 0, 0.5),
  }),
  changes: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: theme.spacing(0, 0, 1.5),
    padding: 0,
  }),
  advice: css({ margin: 0, paddingLeft: theme.spacing(2.5) }),
  secondary: css({ color: theme.colors.text.secondary }),
});
