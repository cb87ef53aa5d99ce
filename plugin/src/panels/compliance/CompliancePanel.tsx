import { LoadingState, type PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { LoadingPlaceholder, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { ComplianceView } from '../../compliance/ComplianceView';
import { cellsFromFrames, DEFAULT_QUERIES } from '../../compliance/fromFrames';
import type { ComplianceOptions } from './options';

/** Whether targets are met, from data frames of any data source. */
export function CompliancePanel({ id, data, options, fieldConfig, width, height }: PanelProps<ComplianceOptions>) {
  const theme = useTheme2();
  const cells = useMemo(
    () => cellsFromFrames(data.series, theme, { ...DEFAULT_QUERIES, ...options.queries }),
    [data.series, theme, options.queries]
  );
  if (cells.length > 0) {
    return <ComplianceView cells={cells} width={width} height={height} showSparkline={options.showSparkline ?? true} />;
  }
  if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) {
    return <LoadingPlaceholder text="Loading …" />;
  }
  const failed = data.errors?.[0]?.message;
  return (
    <PanelDataErrorView
      panelId={id}
      fieldConfig={fieldConfig}
      data={data}
      message={
        failed === undefined
          ? 'No target was measured in this time range. The panel reads the queries response_time, throughput, error_rate and <objective>_target.'
          : `The query failed: ${failed}`
      }
    />
  );
}
