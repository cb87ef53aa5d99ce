import {
  FieldType,
  getDefaultTimeRange,
  LoadingState,
  toDataFrame,
  type DataFrame,
  type PanelProps,
} from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { DEFAULT_QUERIES } from '../../compliance/fromFrames';
import { CompliancePanel } from './CompliancePanel';
import type { ComplianceOptions } from './options';

const frame = (refId: string, value: number, service = 'shop'): DataFrame =>
  toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: [0] },
      { name: 'Value', type: FieldType.number, labels: { service }, values: [value] },
    ],
  });

const show = (
  series: DataFrame[],
  part: { state?: LoadingState; errors?: Array<{ message: string }>; width?: number; height?: number } = {}
) => {
  const props = {
    id: 1,
    options: { queries: DEFAULT_QUERIES, showSparkline: false },
    fieldConfig: { defaults: {}, overrides: [] },
    width: part.width ?? 900,
    height: part.height ?? 200,
    data: {
      series,
      state: part.state ?? LoadingState.Done,
      timeRange: getDefaultTimeRange(),
      ...(part.errors && { errors: part.errors }),
    },
  } as unknown as PanelProps<ComplianceOptions>;
  return render(<CompliancePanel {...props} />);
};

const both = (service: string, value: number) => [
  frame('response_time', value, service),
  frame('response_time_target', 0.5, service),
];

describe('the compliance panel', () => {
  it('shows value, target and state as text', () => {
    show(both('shop', 0.8));
    expect(screen.getByRole('article', { name: 'Response time: Missed' })).toHaveTextContent('800 msTarget ≤ 500 ms');
  });

  it('has a row for each of several services, those that miss a target first', () => {
    show([...both('a', 0.1), ...both('b', 0.8)]);
    expect(screen.getAllByRole('rowheader').map((header) => header.textContent)).toEqual(['b', 'a']);
  });

  it('becomes a list where there is little room', () => {
    show([...both('shop', 0.1), frame('throughput', 1), frame('error_rate', 0)], { width: 180, height: 160 });
    expect(screen.getByRole('list', { name: 'Targets' })).toHaveTextContent('MetResponse time100 ms');
  });

  it('says what it expected when nothing came, and why when a query failed', () => {
    const { unmount } = show([]);
    expect(
      screen.getByText(/No target was measured.*reads the queries response_time, throughput, error_rate/)
    ).toBeInTheDocument();
    unmount();
    show([], { state: LoadingState.Error, errors: [{ message: 'connection refused' }] });
    expect(screen.getByText(/connection refused/)).toBeInTheDocument();
  });

  it('waits quietly while loading', () => {
    show([], { state: LoadingState.Loading });
    expect(screen.getByText('Loading …')).toBeInTheDocument();
  });
});
