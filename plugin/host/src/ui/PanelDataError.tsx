import type { PanelDataErrorViewProps } from '@grafana/runtime';
import React from 'react';

/** What Grafana shows in place of a panel that cannot draw its data. */
export const PanelDataError = ({ message }: PanelDataErrorViewProps) => (
  <div style={{ alignItems: 'center', display: 'flex', height: '100%', justifyContent: 'center', textAlign: 'center' }}>
    {message ?? 'No data'}
  </div>
);
