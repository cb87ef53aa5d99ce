import { Stack } from '@grafana/ui';
import { DASHBOARDS, type DashboardId } from '@growth-engine/collector/contract';
import React from 'react';
import { PathLinkButton } from '../../components/PathLinkButton';
import { dashboardPath, guidePath } from '../../routing';

const LINKED = ['application', 'cache', 'database', 'system', 'optimizer'] as const satisfies readonly DashboardId[];

/** Down to the dashboards, and across to the guides. */
export function DashboardLinks({ service }: { readonly service: string }) {
  return (
    <nav aria-label="Dashboards of the service">
      <Stack gap={1} wrap="wrap">
        <PathLinkButton size="sm" variant="secondary" icon="book" path={guidePath(undefined, { service })}>
          Why is it slow?
        </PathLinkButton>
        {LINKED.map((id) => (
          <PathLinkButton key={id} size="sm" variant="secondary" icon="apps" path={dashboardPath(id, { service })}>
            {DASHBOARDS[id].title.replace('Growth Engine / ', '')}
          </PathLinkButton>
        ))}
      </Stack>
    </nav>
  );
}
