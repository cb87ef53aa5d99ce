import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, type BadgeColor, type IconName } from '@grafana/ui';
import React from 'react';

interface TagProps {
  readonly text: string;
  readonly icon?: IconName;
  readonly color: BadgeColor;
  /** Without background, for dense rows. */
  readonly plain?: boolean;
  readonly spinning?: boolean;
}

/** A state in text, icon and colour, never in colour alone. */
export function Tag({ text, icon, color, plain = false, spinning = false }: TagProps) {
  const styles = useStyles2(getStyles);
  const tone =
    color === 'green'
      ? styles.green
      : color === 'red'
        ? styles.red
        : color === 'orange'
          ? styles.orange
          : color === 'blue'
            ? styles.blue
            : styles.grey;
  return (
    <span className={cx(styles.tag, tone, plain && styles.plain)}>
      {icon !== undefined && (
        <Icon
          // One of its own for each state: Grafana's keeps showing the one before while another loads.
          key={spinning ? 'sync' : icon}
          name={spinning ? 'sync' : icon}
          size="sm"
          className={cx(styles.icon, spinning && styles.spinning)}
          aria-hidden
        />
      )}
      {text}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const tone = (color: { text: string; transparent: string }) =>
    css({ background: color.transparent, color: color.text });
  return {
    // Its text stands on the line of what is beside it; the icon does not decide that.
    tag: css({
      alignItems: 'baseline',
      borderRadius: theme.shape.radius.pill,
      display: 'inline-flex',
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      gap: theme.spacing(0.5),
      lineHeight: theme.typography.bodySmall.lineHeight,
      padding: theme.spacing(0.25, 1),
      whiteSpace: 'nowrap',
    }),
    icon: css({ alignSelf: 'center', flexShrink: 0 }),
    plain: css({ background: 'none', padding: 0 }),
    green: tone(theme.colors.success),
    red: tone(theme.colors.error),
    orange: tone(theme.colors.warning),
    blue: tone(theme.colors.info),
    grey: css({ background: theme.colors.action.selected, color: theme.colors.text.secondary }),
    spinning: css({
      [theme.transitions.handleMotion('no-preference')]: {
        animation: 'growthengine-turn 2s linear infinite',
        '@keyframes growthengine-turn': { to: { transform: 'rotate(360deg)' } },
      },
    }),
  };
};
