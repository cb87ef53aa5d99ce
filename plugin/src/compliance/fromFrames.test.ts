import { createTheme, FieldType, toDataFrame, type DataFrame } from '@grafana/data';
import { cellsFromFrames, DEFAULT_QUERIES } from './fromFrames';

const theme = createTheme();

const series = (refId: string, values: readonly number[], service = 'shop', unit?: string): DataFrame =>
  toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, index) => index * 1000) },
      {
        name: 'Value',
        type: FieldType.number,
        labels: service === '' ? {} : { service },
        config: { unit },
        values: [...values],
      },
    ],
  });

describe('compliance from data frames', () => {
  it('holds the last value against its target', () => {
    const [cell] = cellsFromFrames(
      [series('response_time', [0.9, 0.4]), series('response_time_target', [0.5, 0.5])],
      theme
    );
    expect(cell).toMatchObject({ service: 'shop', state: 'met', value: '400 ms', target: '≤ 500 ms' });
    expect(cell?.sparkline?.y.values).toHaveLength(2);
  });

  it('misses a throughput below its target', () => {
    const [cell] = cellsFromFrames([series('throughput', [10]), series('throughput_target', [1000 / 60])], theme);
    expect(cell).toMatchObject({ state: 'missed', value: '600/min', target: '≥ 1,000/min' });
  });

  it('is "no data", never "missed", without a value or without a target', () => {
    const cells = cellsFromFrames([series('response_time_target', [0.5]), series('error_rate', [0.01])], theme);
    expect(cells.map(({ objective, state, target }) => [objective, state, target])).toEqual([
      ['response_time', 'no-data', '≤ 500 ms'],
      ['error_rate', 'no-data', undefined],
    ]);
  });

  it('takes NaN, a quotient without traffic, as no data', () => {
    const [cell] = cellsFromFrames([series('error_rate', [Number.NaN]), series('error_rate_target', [0.005])], theme);
    expect(cell?.state).toBe('no-data');
  });

  it('tells services apart and lets a target without a service hold for all', () => {
    const cells = cellsFromFrames(
      [
        series('response_time', [0.4], 'shop'),
        series('response_time', [0.6], 'checkout'),
        series('response_time_target', [0.5], ''),
      ],
      theme
    );
    expect(cells.map(({ service, state }) => [service, state])).toEqual([
      ['checkout', 'missed'],
      ['shop', 'met'],
    ]);
  });

  it('reads tables by their service column', () => {
    const table = toDataFrame({
      refId: 'A',
      fields: [
        { name: 'service', type: FieldType.string, values: ['shop', 'checkout'] },
        { name: 'mean', type: FieldType.number, values: [0.4, 0.6] },
        { name: 'goal', type: FieldType.number, values: [0.5, 0.5] },
      ],
    });
    const cells = cellsFromFrames([table], theme, {
      ...DEFAULT_QUERIES,
      response_time: { value: 'mean', target: 'goal' },
    });
    expect(cells.map(({ service, state }) => [service, state])).toEqual([
      ['checkout', 'missed'],
      ['shop', 'met'],
    ]);
  });

  it('honours the unit and decimals of the field, for the target too', () => {
    const [cell] = cellsFromFrames(
      [series('response_time', [0.4], 'shop', 's'), series('response_time_target', [0.5])],
      theme
    );
    expect(cell).toMatchObject({ value: '400 ms', target: '≤ 500 ms' });
  });

  it('leaves out objectives that nobody asked for', () => {
    expect(cellsFromFrames([], theme)).toEqual([]);
  });
});
