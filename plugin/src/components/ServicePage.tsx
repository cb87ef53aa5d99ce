import { PluginPage } from '@grafana/runtime';
import { Combobox, EmptyState, LoadingPlaceholder } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { usePageQuery } from '../hooks/usePageQuery';
import { chosenService, useServices } from '../hooks/useServices';
import { ProblemNotice } from './ProblemNotice';
import type { ServiceSummary } from '@growth-engine/collector/contract';

interface ServicePageProps {
  readonly subTitle: string;
  readonly actions?: ReactNode;
  readonly children: (service: string, summary: ServiceSummary) => ReactNode;
}

/** A page about one service, which stands in its URL; the first one unless another is chosen. */
export function ServicePage({ subTitle, actions, children }: ServicePageProps) {
  const [asked, setAsked] = usePageQuery('service');
  const { data, error, loading, refresh } = useServices();
  const service = data && (chosenService(asked ?? '', data) ?? data[0]?.service);
  const summary = data?.find((each) => each.service === service);

  return (
    <PluginPage
      subTitle={subTitle}
      actions={
        <>
          {data !== undefined && data.length > 1 && (
            <Combobox
              aria-label="Service"
              width={24}
              options={data.map((each) => ({ label: each.service, value: each.service }))}
              value={service ?? null}
              onChange={(option) => setAsked(option.value)}
            />
          )}
          {actions}
        </>
      }
    >
      {loading && <LoadingPlaceholder text="Asking the collector …" />}
      {data === undefined && error && <ProblemNotice error={error} onRetry={refresh} />}
      {data?.length === 0 && (
        <EmptyState variant="not-found" message="No service has reported yet">
          Start an application with the Growth Engine agent and this collector’s URL; it appears here within seconds.
        </EmptyState>
      )}
      {service !== undefined && summary !== undefined && children(service, summary)}
    </PluginPage>
  );
}
