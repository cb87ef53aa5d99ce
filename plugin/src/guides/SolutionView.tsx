import { Stack, TextLink } from '@grafana/ui';
import { DASHBOARDS, type GuideSolution } from '@growth-engine/collector/contract';
import React from 'react';
import type { Period } from '../evidence/types';
import { SETTING_KIND_TEXTS } from '../format/words';
import { dashboardPath, overviewPath } from '../routing';

interface SolutionViewProps {
  readonly solution: GuideSolution;
  readonly service: string;
  readonly period: Period;
}

/** What to do: press Optimize for one kind of setting, look at a panel, or read the advice. */
export function SolutionView({ solution, service, period }: SolutionViewProps) {
  switch (solution.kind) {
    case 'change':
      return (
        <Stack gap={1} wrap="wrap" alignItems="baseline">
          <span>{solution.text}</span>
          <TextLink inline={false} icon="bolt" href={overviewPath({ service, kind: solution.settingKind })}>
            {`Optimize ${SETTING_KIND_TEXTS[solution.settingKind]}`}
          </TextLink>
        </Stack>
      );
    case 'panel':
      return (
        <Stack gap={1} wrap="wrap" alignItems="baseline">
          <span>{solution.text}</span>
          <TextLink
            inline={false}
            icon="apps"
            href={dashboardPath(solution.dashboard, { service, from: period.from, to: period.to }, solution.panel)}
          >
            {DASHBOARDS[solution.dashboard].title.replace('Growth Engine / ', '')}
          </TextLink>
        </Stack>
      );
    case 'advice':
      return <span>{solution.text}</span>;
  }
}
