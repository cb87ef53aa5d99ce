import type { PanelProps } from '@grafana/data';
import React from 'react';
import { ServiceGate } from '../../components/ServiceGate';
import { OptimizeView } from '../../optimize/OptimizeView';
import type { OptimizeOptions } from './options';

/** The button, on any dashboard. */
export function OptimizePanel({ options, replaceVariables }: PanelProps<OptimizeOptions>) {
  return (
    <ServiceGate asked={replaceVariables(options.service ?? '')}>
      {(service) => <OptimizeView service={service} />}
    </ServiceGate>
  );
}
