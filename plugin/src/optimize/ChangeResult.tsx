import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ChangeProgress, Decision, Measurement } from '@growth-engine/collector/contract';
import React from 'react';
import { Tag } from '../components/Tag';
import { formatCount, formatDuration, formatRelative, formatSeconds } from '../format/units';
import { CHANGE_LOOKS, METHOD_TEXTS, REASON_TEXTS } from '../format/words';
import { ChangeSummary } from './ChangeSummary';
import { RatioBar } from './RatioBar';

/** Why it was decided so; the numbers stand above, and the ledger's whole sentence in the tooltip. */
const decisionText = ({ measured, outcome, reason, sentence }: Decision): string => {
  if (measured === undefined || reason === 'person') {
    return sentence;
  }
  return `${outcome === 'kept' ? 'Kept' : 'Undone'}: ${REASON_TEXTS[reason]}.`;
};

interface ChangeResultProps {
  readonly progress: ChangeProgress;
}

/** One change: where it stands, what is measured so far, or what became of it. */
export function ChangeResult({ progress }: ChangeResultProps) {
  const styles = useStyles2(getStyles);
  const { change, decision, live, dropped, state, secondsLeft } = progress;
  const look = CHANGE_LOOKS[state];
  const measured = decision?.measured ?? live;
  const underWay = state === 'applying' || state === 'observing';
  return (
    <li className={styles.change}>
      <div className={styles.head}>
        <ChangeSummary change={change} />
        <span className={styles.state}>
          {underWay && secondsLeft !== undefined && (
            <span className={styles.secondary}>{formatDuration(Math.ceil(secondsLeft))} left</span>
          )}
          <Tag text={look.text} icon={look.icon} color={look.color} spinning={state === 'applying'} />
        </span>
      </div>
      {measured ? (
        <Measured measured={measured} final={decision !== undefined} />
      ) : (
        underWay && <p className={styles.secondary}>Waiting for the first measurements …</p>
      )}
      {decision && (
        <p className={styles.decision} title={decision.sentence}>
          {decisionText(decision)}
        </p>
      )}
      {dropped && (
        <p className={styles.decision}>
          {dropped.sentence} <span className={styles.secondary}>{dropped.nextStep}</span>
        </p>
      )}
    </li>
  );
}

function Measured({ measured, final }: { readonly measured: Measurement; readonly final: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.measured}>
      <span className={styles.secondary}>{final ? 'Response time' : 'Response time so far'}</span>
      <span className={styles.numbers}>
        {formatSeconds(measured.before)} → <strong>{formatSeconds(measured.after)}</strong>
      </span>
      <strong>{formatRelative(measured.ratio)}</strong>
      <RatioBar ratio={measured.ratio} low={measured.low} high={measured.high} label="Measured response time" />
      <span className={styles.secondary}>
        {formatRelative(measured.low)} to {formatRelative(measured.high)} · {formatCount(measured.n)} requests ·{' '}
        {METHOD_TEXTS[measured.method]}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  change: css({
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(1, 1.5),
  }),
  head: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.25, 1),
    justifyContent: 'space-between',
  }),
  state: css({ alignItems: 'center', display: 'inline-flex', gap: theme.spacing(1) }),
  measured: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    marginTop: theme.spacing(0.5),
  }),
  numbers: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  decision: css({ margin: theme.spacing(0.5, 0, 0) }),
});
