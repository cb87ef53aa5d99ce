import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { CheckResult, GuideCause } from '@growth-engine/collector/contract';
import React, { useState } from 'react';
import { Tag } from '../components/Tag';
import type { Period } from '../evidence/types';
import { HARMLESS_LOOK, VERDICT_LOOKS } from '../format/words';
import { SolutionView } from './SolutionView';

interface CauseViewProps {
  readonly cause: GuideCause;
  readonly result: CheckResult | undefined;
  readonly service: string;
  readonly period: Period;
  /** What the guide is about does not happen. */
  readonly harmless: boolean;
}

/** A cause with what the measurements say; solutions stand there at once where it is ruled in. */
export function CauseView({ cause, result, service, period, harmless }: CauseViewProps) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState<boolean>();
  const holds = result?.verdict === 'confirmed';
  const open = shown ?? (holds && !harmless);
  const look = holds && harmless ? HARMLESS_LOOK : result && VERDICT_LOOKS[result.verdict];

  return (
    <li className={styles.cause}>
      <div className={styles.head}>
        <span className={styles.title}>{cause.title}</span>
        {look && <Tag text={look.text} icon={look.icon} color={look.color} plain />}
      </div>
      {result && <p className={styles.text}>{result.text}</p>}
      {open ? (
        <ul className={styles.solutions} aria-label={`Solutions: ${cause.title}`}>
          {cause.solutions.map((solution) => (
            <li key={solution.text} className={styles.solution}>
              <Icon name="arrow-right" size="sm" className={styles.bullet} aria-hidden />
              <SolutionView solution={solution} service={service} period={period} />
            </li>
          ))}
        </ul>
      ) : (
        <Button size="sm" fill="text" variant="secondary" className={styles.show} onClick={() => setShown(true)}>
          Show solutions
        </Button>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cause: css({
    borderTop: `1px solid ${theme.colors.border.weak}`,
    padding: theme.spacing(1, 0, 0.5),
    '&:first-child': { borderTop: 'none' },
  }),
  head: css({
    alignItems: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.25, 1),
    justifyContent: 'space-between',
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  text: css({ color: theme.colors.text.secondary, margin: 0 }),
  solutions: css({ listStyle: 'none', margin: theme.spacing(0.5, 0), padding: 0 }),
  solution: css({ display: 'flex', gap: theme.spacing(0.75), padding: theme.spacing(0.25, 0) }),
  bullet: css({ color: theme.colors.text.disabled, flexShrink: 0, marginTop: 4 }),
  show: css({ marginLeft: theme.spacing(-1) }),
});
