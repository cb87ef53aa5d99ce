import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ChangeProgress, Decision, Measurement } from '@growth-engine/collector/contract';
import React, { type ReactNode } from 'react';
import { Tag } from '../components/Tag';
import { withLocalTimes } from '../format/time';
import { formatCount, formatDuration, formatGain, formatGainRange, formatSeconds } from '../format/units';
import { CHANGE_LOOKS, METHOD_TEXTS, REASON_TEXTS } from '../format/words';
import { ChangeSummary } from './ChangeSummary';
import { ExpectedEffect } from './ExpectedEffect';
import { RatioBar } from './RatioBar';
import { isTelling, notEnoughText } from './sampleSize';

/** Why it was decided so; the numbers stand above, and the ledger's whole sentence in the tooltip. */
const decisionText = ({ measured, outcome, reason, sentence }: Decision): string => {
  if (measured === undefined || reason === 'person') {
    return withLocalTimes(sentence);
  }
  return `${outcome === 'kept' ? 'Kept' : 'Undone'}: ${REASON_TEXTS[reason]}.`;
};

interface ChangeResultProps {
  readonly progress: ChangeProgress;
}

/**
 * One change: what is expected while it waits, what is measured so far, or what became of it. Each of these takes the
 * same three lines, so that nothing below moves while a run goes on.
 */
export function ChangeResult({ progress }: ChangeResultProps) {
  const styles = useStyles2(getStyles);
  const { change, decision, state } = progress;
  const look = CHANGE_LOOKS[state];
  return (
    <li className={styles.change}>
      <div className={styles.head}>
        <ChangeSummary change={change} />
        <span className={styles.state}>
          <Tag text={look.text} icon={look.icon} color={look.color} spinning={state === 'applying'} />
        </span>
      </div>
      <Reading progress={progress} />
      {decision && (
        <p className={styles.last} title={withLocalTimes(decision.sentence)}>
          {decisionText(decision)}{' '}
          {decision.measured && <span className={styles.note}>{capital(METHOD_TEXTS[decision.measured.method])}</span>}
        </p>
      )}
    </li>
  );
}

function Reading({ progress: { change, decision, live, dropped, state, secondsLeft } }: ChangeResultProps) {
  const styles = useStyles2(getStyles);
  const measured = decision?.measured ?? live;
  if (dropped) {
    return <Lines first={withLocalTimes(dropped.sentence)} second={withLocalTimes(dropped.nextStep)} />;
  }
  if (measured) {
    const isFinal = decision !== undefined;
    return (
      <>
        <Measured measured={measured} isFinal={isFinal} />
        {!isFinal && <Judging method={METHOD_TEXTS[measured.method]} secondsLeft={secondsLeft} />}
      </>
    );
  }
  if (state === 'waiting') {
    return (
      <>
        <ExpectedEffect expected={change.expected} />
        <Judging method={METHOD_TEXTS[change.method]} secondsLeft={undefined} />
      </>
    );
  }
  if (state === 'applying' || state === 'observing') {
    return (
      <>
        <Lines
          first={<span className={styles.note}>Waiting for the first measurements …</span>}
          second={`Expected: ${formatGain(change.expected.ratio)}`}
        />
        <Judging method={METHOD_TEXTS[change.method]} secondsLeft={secondsLeft} />
      </>
    );
  }
  return null;
}

function Measured({ measured, isFinal }: { readonly measured: Measurement; readonly isFinal: boolean }) {
  const styles = useStyles2(getStyles);
  const telling = isTelling(measured);
  return (
    <Lines
      first={
        <>
          <span className={styles.note}>{isFinal ? 'Response time' : 'Response time so far'}</span>
          <span className={styles.numbers}>
            {formatSeconds(measured.before)} → <strong>{formatSeconds(measured.after)}</strong>
          </span>
          {telling && (
            <>
              <strong>{formatGain(measured.ratio)}</strong>
              <RatioBar ratio={measured.ratio} low={measured.low} high={measured.high} label="Measured response time" />
            </>
          )}
        </>
      }
      second={
        telling
          ? `${formatGainRange(measured.low, measured.high)} · ${formatCount(measured.n)} requests`
          : isFinal
            ? `${formatCount(measured.n)} requests were too few to compare`
            : notEnoughText(measured)
      }
    />
  );
}

function Judging({ method, secondsLeft }: { readonly method: string; readonly secondsLeft: number | undefined }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.last}>
      <span className={styles.note}>
        {secondsLeft !== undefined && `${formatDuration(Math.ceil(secondsLeft))} left · `}
        {secondsLeft === undefined ? capital(method) : method}
      </span>
    </p>
  );
}

function Lines({ first, second }: { readonly first: ReactNode; readonly second: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div className={styles.first}>{first}</div>
      <div className={styles.second}>{second}</div>
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

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
  state: css({ minWidth: theme.spacing(13), textAlign: 'right' }),
  first: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    marginTop: theme.spacing(0.5),
    minHeight: theme.spacing(2.75),
  }),
  second: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: theme.spacing(2.25),
    minHeight: theme.spacing(2.25),
  }),
  last: css({ lineHeight: theme.spacing(2.75), margin: 0, minHeight: theme.spacing(2.75) }),
  numbers: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
