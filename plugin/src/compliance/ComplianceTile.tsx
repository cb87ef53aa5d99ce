import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Sparkline, useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { Tag } from '../components/Tag';
import { COMPLIANCE_LOOKS } from '../format/words';
import type { ComplianceCell } from './types';

interface ComplianceTileProps {
  readonly cell: ComplianceCell;
  readonly width: number;
  readonly height: number;
  /** Of the longest value among the tiles, so that all are set in one size. */
  readonly characters: number;
  readonly showSparkline: boolean;
}

const SPARKLINE_HEIGHT = 40;
const ROOM_FOR_SPARKLINE = 150;
const EDGE = 12;
const ROOM_FOR_TAG = 190;
/** Below, the state stands under the title in every tile, not only in those whose title is long. */
const ROOM_FOR_ONE_LINE = 220;

/** One objective: its name and state, the value in large, its target below. */
export function ComplianceTile({ cell, width, height, characters, showSparkline }: ComplianceTileProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const look = COMPLIANCE_LOOKS[cell.state];
  const drawn = showSparkline && height >= ROOM_FOR_SPARKLINE ? cell.sparkline : undefined;
  // The value grows with the tile, within what its text needs.
  const room = drawn === undefined ? height : height - SPARKLINE_HEIGHT;
  const fontSize = Math.max(20, Math.min(room * 0.26, (width - 2 * EDGE) / Math.max(4, characters * 0.58), 56));

  return (
    <article className={cx(styles.tile, styles[cell.state])} aria-label={`${cell.title}: ${look.text}`}>
      <div className={cx(styles.head, width < ROOM_FOR_ONE_LINE && styles.narrowHead)}>
        <h4 className={styles.title} title={cell.title}>
          {cell.title}
        </h4>
        <Tag text={look.text} icon={look.icon} color={look.color} plain={width < ROOM_FOR_TAG} />
      </div>
      <div className={styles.reading}>
        <span className={styles.value} style={{ fontSize }}>
          {cell.value}
        </span>
        <span className={styles.target}>
          {cell.target === undefined ? 'No target is known' : `Target ${cell.target}`}
        </span>
      </div>
      {drawn && (
        <div className={styles.sparkline} aria-hidden>
          <Sparkline
            theme={theme}
            width={Math.max(1, width - 2)}
            height={SPARKLINE_HEIGHT}
            sparkline={drawn}
            config={{ custom: { lineColor: theme.colors.text.secondary, lineWidth: 1, fillOpacity: 8 } }}
          />
        </div>
      )}
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tile: css({
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    borderTop: '3px solid',
    display: 'flex',
    flex: 1,
    flexDirection: 'column',
    minWidth: 0,
    overflow: 'hidden',
  }),
  met: css({ borderTopColor: theme.colors.success.border }),
  missed: css({ borderTopColor: theme.colors.error.border }),
  'no-data': css({ borderTopColor: theme.colors.border.strong }),
  head: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    justifyContent: 'space-between',
    padding: theme.spacing(1, 1.5, 0),
  }),
  narrowHead: css({ alignItems: 'flex-start', flexDirection: 'column' }),
  title: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.body.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  reading: css({
    display: 'flex',
    flex: 1,
    flexDirection: 'column',
    justifyContent: 'center',
    minHeight: 0,
    padding: theme.spacing(0.5, 1.5, 1),
  }),
  value: css({
    color: theme.colors.text.maxContrast,
    fontVariantNumeric: 'tabular-nums',
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: 1.15,
    whiteSpace: 'nowrap',
  }),
  target: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  sparkline: css({ height: SPARKLINE_HEIGHT }),
});
