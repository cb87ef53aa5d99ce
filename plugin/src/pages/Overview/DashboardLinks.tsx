import { LinkButton, Stack } from '@grafana/ui';
import { DASHBOARDS, type DashboardId } from '@growth-engine/collector/contract';
import React from 'react';
import { dashboardPath, guidePath } from '../../routing';

const LINKED = ['application', 'cache', 'database', 'system', 'optimizer'] as const satisfies readonly DashboardId[];

/** Down to the dashboards, and across to the guides. */
export function DashboardLinks({ service }: { readonly service: string }) {
  return (
    <nav aria-label="Dashboards of the service">
      <Stack gap={1} wrap="wrap">
        <LinkButton size="sm" variant="secondary" icon="book" href={guidePath(undefined, { service })}>
          Why is it slow?
        </LinkButton>
        {LINKED.map((id) => (
          <LinkButton key={id} size="sm" variant="secondary" icon="apps" href={dashboardPath(id, { service })}>
            {DASHBOARDS[id].title.replace('Growth Engine / ', '')}
          </LinkButton>
        ))}
      </Stack>
    </nav>
  );
}
