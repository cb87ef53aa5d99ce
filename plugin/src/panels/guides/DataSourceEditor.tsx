import type { StandardEditorProps } from '@grafana/data';
import { DataSourcePicker } from '@grafana/runtime';
import React from 'react';

/** Chooses a Prometheus, also by a variable. */
export function DataSourceEditor({ value, onChange }: StandardEditorProps<string>) {
  return (
    <DataSourcePicker
      type="prometheus"
      variables
      noDefault
      current={value === '' ? null : value}
      placeholder="Default Prometheus"
      onChange={(settings) => onChange(settings.uid)}
      onClear={() => onChange('')}
    />
  );
}
