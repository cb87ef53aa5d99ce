import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { formatGain, formatGainRange } from '../format/units';

interface RatioBarProps {
  /** After ÷ before, and the interval around it. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

const WIDTH = 160;
const HEIGHT = 14;
/** From no time at all to half as much again: what lies beyond is drawn at the edge. */
const FROM = 0;
const TO = 1.5;

const at = (ratio: number): number => 4 + ((Math.min(TO, Math.max(FROM, ratio)) - FROM) / (TO - FROM)) * (WIDTH - 8);

/** A quotient with its interval against "no change". */
export function RatioBar({ ratio, low, high, label }: RatioBarProps) {
  const styles = useStyles2(getStyles);
  const tone = high < 1 ? styles.better : low > 1 ? styles.worse : styles.open;
  const middle = HEIGHT / 2;
  return (
    <svg
      className={tone}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${formatGain(ratio)} (${formatGainRange(low, high)})`}
    >
      <line x1={at(FROM)} x2={at(TO)} y1={middle} y2={middle} className={styles.scale} />
      <line x1={at(1)} x2={at(1)} y1={0} y2={HEIGHT} className={styles.unchanged} />
      <line
        x1={at(low)}
        x2={at(high)}
        y1={middle}
        y2={middle}
        stroke="currentColor"
        strokeWidth={4}
        strokeLinecap="round"
        opacity={0.45}
      />
      <circle cx={at(ratio)} cy={middle} r={4} fill="currentColor" />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  better: css({ color: theme.colors.success.text, flexShrink: 0 }),
  worse: css({ color: theme.colors.error.text, flexShrink: 0 }),
  open: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
  scale: css({ stroke: theme.colors.border.weak, strokeWidth: 1 }),
  unchanged: css({ stroke: theme.colors.border.strong, strokeDasharray: '2 2', strokeWidth: 1 }),
});
