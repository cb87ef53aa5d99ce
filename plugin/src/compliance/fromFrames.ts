import { complianceOf, OBJECTIVES, TARGET_DEFINITIONS, type Objective } from '@growth-engine/collector/contract';
import {
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  reduceField,
  ReducerID,
  type DataFrame,
  type Field,
  type FieldSparkline,
  type GrafanaTheme2,
} from '@grafana/data';
import { formatLevel, type LevelUnit } from '../format/units';
import { boundSign, NO_VALUE, objectiveTitle, type ComplianceCell } from './types';

/** RefIds (or field names) of an objective's measurement and of its target. */
export interface ObjectiveQueries {
  readonly value: string;
  readonly target: string;
}
export type ComplianceQueries = Readonly<Record<Objective, ObjectiveQueries>>;

/** What the dashboards use: `response_time` and `response_time_target`. */
export const DEFAULT_QUERIES: ComplianceQueries = {
  response_time: { value: 'response_time', target: 'response_time_target' },
  throughput: { value: 'throughput', target: 'throughput_target' },
  error_rate: { value: 'error_rate', target: 'error_rate_target' },
};

interface Reading {
  readonly service: string;
  readonly value: number | undefined;
  readonly field: Field;
  readonly time: Field | undefined;
}

const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const lastOf = (field: Field): number | undefined =>
  finite(reduceField({ field, reducers: [ReducerID.lastNotNull] })[ReducerID.lastNotNull]);

/** Readings per service: series carry the service as a label, tables in a column. */
function readingsOf(series: readonly DataFrame[], name: string): readonly Reading[] {
  return series.flatMap((frame) => {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    const services = frame.fields.find((field) => field.type === FieldType.string && field.name === 'service');
    const numbers = frame.fields.filter(
      (field) => field.type === FieldType.number && (frame.refId === name || field.name === name)
    );
    return numbers.flatMap((field): Reading[] => {
      if (services === undefined) {
        return [{ service: field.labels?.service ?? '', value: lastOf(field), field, time }];
      }
      return services.values.map((service: unknown, row) => ({
        service: String(service),
        value: finite(field.values[row]),
        field,
        time: undefined,
      }));
    });
  });
}

/** A target without a service holds for all. */
const readingFor = (readings: readonly Reading[], service: string): Reading | undefined =>
  readings.find((reading) => reading.service === service) ?? readings.find((reading) => reading.service === '');

/** A dashboard must name a unit; `none` leaves it to us, in the unit in which targets are set. */
const UNITS_THAT_SAY_NOTHING: readonly string[] = ['', 'none'];

function textOf(reading: Reading, value: number, unit: LevelUnit, theme: GrafanaTheme2): string {
  const { config } = reading.field;
  if (UNITS_THAT_SAY_NOTHING.includes(config.unit ?? '')) {
    return formatLevel(value, unit);
  }
  const display = reading.field.display ?? getDisplayProcessor({ field: reading.field, theme });
  return formattedValueToString(display(value));
}

/** On a scale of its own: Grafana gives the fields of a panel one scale for all. */
function sparklineOf({ field, time }: Reading): FieldSparkline | undefined {
  const { min, max } = reduceField({ field: { ...field, state: undefined }, reducers: [ReducerID.min, ReducerID.max] });
  const [low, high] = [finite(min), finite(max)];
  if (time === undefined || field.values.length < 2 || low === undefined || high === undefined) {
    return undefined;
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.15;
  const range = { min: low - margin, max: high + margin, delta: high - low + 2 * margin };
  return {
    y: { ...field, config: { ...field.config, min: range.min, max: range.max }, state: { ...field.state, range } },
    x: time,
  };
}

/**
 * Data frames as cells: one per objective and service. An objective without any query is left out; one whose query brought
 * nothing is "no data", and so is a measurement without a target.
 */
export function cellsFromFrames(
  series: readonly DataFrame[],
  theme: GrafanaTheme2,
  queries: ComplianceQueries = DEFAULT_QUERIES
): readonly ComplianceCell[] {
  const readings = OBJECTIVES.map((objective) => ({
    objective,
    values: readingsOf(series, queries[objective].value),
    targets: readingsOf(series, queries[objective].target),
  }));
  const named = new Set(
    readings.flatMap(({ values, targets }) => [...values, ...targets].map(({ service }) => service)).filter(Boolean)
  );
  const services = named.size > 0 ? [...named].sort() : [''];

  return services.flatMap((service) =>
    readings.flatMap(({ objective, values, targets }): ComplianceCell[] => {
      if (values.length === 0 && targets.length === 0) {
        return [];
      }
      const { unit } = TARGET_DEFINITIONS[objective];
      const measured = readingFor(values, service);
      const target = readingFor(targets, service);
      const value = measured?.value;
      const sparkline = measured && sparklineOf(measured);
      return [
        {
          service,
          objective,
          title: objectiveTitle(objective),
          state: target?.value === undefined ? 'no-data' : complianceOf(objective, value, target.value),
          value: measured === undefined || value === undefined ? NO_VALUE : textOf(measured, value, unit, theme),
          target:
            target?.value === undefined
              ? undefined
              : `${boundSign(objective)} ${textOf(measured?.field.config.unit ? { ...target, field: measured.field } : target, target.value, unit, theme)}`,
          ...(sparkline && { sparkline }),
        },
      ];
    })
  );
}
