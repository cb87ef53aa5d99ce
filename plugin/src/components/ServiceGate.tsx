import { Combobox, EmptyState, Field, LoadingPlaceholder } from '@grafana/ui';
import React, { useId, useState, type ReactNode } from 'react';
import { chosenService, useServices } from '../hooks/useServices';
import { ProblemNotice } from './ProblemNotice';

interface ServiceGateProps {
  /** As asked for by a variable, an option or the URL; may be empty or mean several. */
  readonly asked: string;
  readonly children: (service: string) => ReactNode;
}

/** Finds out which service is meant, and asks where that is open. */
export function ServiceGate({ asked, children }: ServiceGateProps) {
  const { data, error, loading, refresh } = useServices();
  const [picked, setPicked] = useState<string>();
  const id = useId();

  if (loading) {
    return <LoadingPlaceholder text="Asking the collector …" />;
  }
  if (data === undefined) {
    return error ? <ProblemNotice error={error} onRetry={refresh} /> : null;
  }
  if (data.length === 0) {
    return (
      <EmptyState variant="not-found" message="No service has reported yet">
        Start an application with the Growth Engine agent and this collector’s URL; it appears here within seconds.
      </EmptyState>
    );
  }
  const service = chosenService(asked, data) ?? (picked !== undefined ? chosenService(picked, data) : undefined);
  if (service !== undefined) {
    return <>{children(service)}</>;
  }
  return (
    <Field
      label="Service"
      description={
        asked !== '' && !asked.includes('$')
          ? `“${asked}” is no single service of this collector.`
          : 'There are several: choose one.'
      }
    >
      <Combobox
        id={id}
        options={data.map((summary) => ({ label: summary.service, value: summary.service }))}
        value={null}
        placeholder="Choose a service"
        onChange={(option) => setPicked(option.value)}
        width={30}
      />
    </Field>
  );
}
