import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import type { GuideId } from '@growth-engine/collector/contract';
import React, { useState } from 'react';
import { ProblemNotice } from '../components/ProblemNotice';
import type { Period } from '../evidence/types';
import { formatDuration } from '../format/units';
import { GuideView } from './GuideView';
import { useGuides } from './useGuides';

interface GuideListProps {
  /** One guide, or all. */
  readonly id?: GuideId | undefined;
  /** Empty: every service. */
  readonly service: string;
  readonly period: Period;
  readonly dataSourceUid: string | undefined;
}

const NOW_MS = 120_000;

/** Guides with live evidence; the same on the page and in the panel. */
export function GuideList({ id, service, period, dataSourceUid }: GuideListProps) {
  const styles = useStyles2(getStyles);
  const { guides, evidence, source } = useGuides(id, service, period, dataSourceUid);
  const [opened, setOpened] = useState<Partial<Record<GuideId, boolean>>>({});
  const [mountedAt] = useState(() => Date.now());
  const isPast = mountedAt - period.to > NOW_MS;

  return (
    <div className={styles.list}>
      {evidence.error && <ProblemNotice error={evidence.error} onRetry={evidence.refresh} />}
      {evidence.loading && <LoadingPlaceholder text="Looking at the measurements …" />}
      {guides.map(({ guide, evaluated }) => {
        const urgent = evaluated?.symptom.verdict === 'confirmed';
        return (
          <GuideView
            key={guide.id}
            guide={guide}
            evaluated={evaluated}
            service={service}
            period={period}
            open={opened[guide.id] ?? (id !== undefined || urgent)}
            onToggle={(open) => setOpened((before) => ({ ...before, [guide.id]: open }))}
          />
        );
      })}
      {evidence.data && source && (
        <p className={styles.note}>
          Evidence of the {formatDuration(evidence.data.windowSeconds)} up to{' '}
          {dateTimeFormat(evidence.data.at, { format: 'YYYY-MM-DD HH:mm:ss' })}, from {source.title}.
          {isPast && ' You are looking at the past; Optimize acts on what is measured now.'}
        </p>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  note: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0.5, 0, 0),
  }),
});
