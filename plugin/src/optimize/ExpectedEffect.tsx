import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Expectation } from '@growth-engine/collector/contract';
import React from 'react';
import { formatGain, formatGainRange } from '../format/units';
import { RatioBar } from './RatioBar';

/** What a change should bring, and with which error: two lines. */
export function ExpectedEffect({ expected }: { readonly expected: Expectation }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div className={styles.effect}>
        <span className={styles.label}>Expected response time</span>
        <span className={styles.number}>{formatGain(expected.ratio)}</span>
        <RatioBar ratio={expected.ratio} low={expected.low} high={expected.high} label="Expected response time" />
      </div>
      <div className={styles.range}>{formatGainRange(expected.low, expected.high)} in 80 of 100 cases</div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  effect: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    marginTop: theme.spacing(0.5),
    minHeight: theme.spacing(2.75),
  }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  number: css({ fontWeight: theme.typography.fontWeightMedium }),
  range: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: theme.spacing(2.25),
  }),
});
