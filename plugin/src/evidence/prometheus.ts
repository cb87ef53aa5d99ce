import type { LabelledValue } from '@growth-engine/collector/contract';
import { CoreApp, dateTime, FieldType, type DataFrame, type DataQueryRequest, type DataSourceApi } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { from as observableFrom, lastValueFrom, takeUntil, fromEvent, throwIfEmpty } from 'rxjs';
import { ControlApiError } from '../api/errors';
import { evaluateGuides, queriesFor, windowOf } from './queries';
import type { EvidenceSource, Period } from './types';

interface InstantQuery extends DataQuery {
  readonly expr: string;
  readonly instant: true;
  readonly range: false;
}

const TARGETS = 'targets';
const THRESHOLDS = 'thresholds';

/** The last number of each series, with its labels. */
const valuesOf = (frames: readonly DataFrame[], refId: string): readonly LabelledValue[] =>
  frames
    .filter((frame) => frame.refId === refId)
    .flatMap((frame) =>
      frame.fields
        .filter((field) => field.type === FieldType.number)
        .flatMap((field) => {
          const value: unknown = field.values.at(-1);
          return typeof value === 'number' ? [{ labels: field.labels ?? {}, value }] : [];
        })
    );

/** Evaluates guides with instant queries at the end of a period: what an alert saw then can be seen again. */
export const prometheusEvidence = (
  dataSource: Pick<DataSourceApi, 'query' | 'name' | 'getRef'>,
  service: string,
  period: Period
): EvidenceSource => ({
  title: dataSource.name,
  evaluate: async (guides, signal) => {
    const windowSeconds = windowOf(period);
    const queries = queriesFor(guides, service, windowSeconds);
    const keys = [...queries.checks.keys()];
    const instant = (refId: string, expr: string): InstantQuery => ({
      refId,
      expr,
      instant: true,
      range: false,
      datasource: dataSource.getRef(),
    });
    const range = { from: dateTime(period.to - windowSeconds * 1000), to: dateTime(period.to) };
    const request: DataQueryRequest<InstantQuery> = {
      app: CoreApp.Dashboard,
      requestId: `growthengine-guides-${service}-${guides.map(({ id }) => id).join('-')}`,
      interval: '15s',
      intervalMs: 15_000,
      range: { ...range, raw: range },
      scopedVars: {},
      startTime: Date.now(),
      timezone: 'browser',
      targets: [
        instant(TARGETS, queries.targets),
        instant(THRESHOLDS, queries.thresholds),
        ...keys.map((key, index) => instant(`check${index}`, queries.checks.get(key) ?? '')),
      ],
    };
    const response = await lastValueFrom(
      observableFrom(dataSource.query(request)).pipe(
        takeUntil(fromEvent(signal, 'abort')),
        throwIfEmpty(() => new ControlApiError('cancelled', 'The query was cancelled.', 'Try again.'))
      )
    );
    const failure = response.errors?.[0];
    if (failure !== undefined && response.data.length === 0) {
      throw new ControlApiError(
        'unexpected',
        `${dataSource.name} could not answer: ${failure.message ?? 'no reason given'}.`,
        'Check the data source with its own test button.',
        { cause: failure }
      );
    }
    const frames: DataFrame[] = response.data;
    return {
      at: period.to,
      windowSeconds,
      guides: evaluateGuides(guides, {
        targets: valuesOf(frames, TARGETS),
        thresholds: valuesOf(frames, THRESHOLDS),
        checks: new Map(keys.map((key, index) => [key, valuesOf(frames, `check${index}`)])),
      }),
    };
  },
});
