import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Change } from '@growth-engine/collector/contract';
import React from 'react';
import { Tag } from '../components/Tag';
import { withLocalTimes } from '../format/time';
import { METHOD_TEXTS, RISK_LOOKS } from '../format/words';
import { ChangeSummary } from './ChangeSummary';
import { ExpectedEffect } from './ExpectedEffect';

interface PlannedChangeProps {
  readonly change: Change;
}

/** Old → new, why, what is expected and with which error, the risk, and where. */
export function PlannedChange({ change }: PlannedChangeProps) {
  const styles = useStyles2(getStyles);
  const risk = RISK_LOOKS[change.risk];
  const { expected } = change;
  return (
    <li className={styles.change}>
      <div className={styles.head}>
        <ChangeSummary change={change} />
        <Tag text={risk.text} icon={risk.icon} color={risk.color} plain />
      </div>
      <p className={styles.why}>{withLocalTimes(change.why)}</p>
      <ExpectedEffect expected={expected} />
      <details className={styles.details}>
        <summary>Evidence, risk and how it is judged</summary>
        <dl className={styles.facts}>
          {change.evidence.length > 0 && (
            <>
              <dt>Evidence</dt>
              <dd>
                {change.evidence.map((evidence) => (
                  <div key={`${evidence.quantity}/${evidence.text}`}>{evidence.text}</div>
                ))}
              </dd>
            </>
          )}
          <dt>Rests on</dt>
          <dd>{expected.basis}</dd>
          <dt>Risk</dt>
          <dd>{change.riskText}</dd>
          <dt>Undone by</dt>
          <dd>{change.undo}</dd>
          <dt>Judged</dt>
          <dd>{METHOD_TEXTS[change.method]}</dd>
          <dt>Instances</dt>
          <dd>{change.instances.length === 0 ? 'all' : change.instances.join(', ')}</dd>
          <dt>Routes</dt>
          <dd>{change.routes.length === 0 ? 'all' : change.routes.join(', ')}</dd>
        </dl>
      </details>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  change: css({
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(1, 1.5),
  }),
  head: css({
    alignItems: 'baseline',
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'minmax(0, 1fr) auto',
  }),
  why: css({ margin: theme.spacing(0.5, 0) }),
  details: css({
    marginTop: theme.spacing(0.5),
    '& > summary': {
      color: theme.colors.text.secondary,
      cursor: 'pointer',
      fontSize: theme.typography.bodySmall.fontSize,
    },
  }),
  facts: css({
    display: 'grid',
    fontSize: theme.typography.bodySmall.fontSize,
    gap: theme.spacing(0.25, 1.5),
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    margin: theme.spacing(0.5, 0, 0),
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  }),
});
