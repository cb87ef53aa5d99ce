import { FieldType, toDataFrame, type DataFrame } from '@grafana/data';
import { APP_ID, ENDPOINTS, type ReportDocument, type ServicesDocument } from '@growth-engine/collector/contract';
import { useEffect, useState } from 'react';
import { backendSrv } from '../services/backend';

const EVERY_MS = 5000;
const KEPT = 60;

interface Reading {
  readonly at: number;
  readonly report: ReportDocument;
}

const call = <T>(path: string, query = ''): Promise<T> => backendSrv.get(`/api/plugin-proxy/${APP_ID}${path}${query}`);

const frame = (
  refId: string,
  service: string,
  readings: readonly Reading[],
  read: (report: ReportDocument) => number | null
): DataFrame =>
  toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: readings.map(({ at }) => at) },
      {
        name: 'Value',
        type: FieldType.number,
        labels: { service },
        values: readings.map(({ report }) => read(report)),
      },
    ],
  });

const framesOf = (readings: readonly Reading[]): readonly DataFrame[] =>
  (readings.at(-1)?.report.compliance ?? []).flatMap(({ objective }) => {
    const service = readings.at(-1)?.report.service ?? '';
    const row = (report: ReportDocument) => report.compliance.find((each) => each.objective === objective);
    return [
      frame(objective, service, readings, (report) => row(report)?.value ?? null),
      frame(`${objective}_target`, service, readings, (report) => row(report)?.target ?? null),
    ];
  });

/** What Prometheus would bring, from the collector's report: the history begins when the page opens. */
export function useReportFrames(): { readonly frames: readonly DataFrame[]; readonly failure: string | undefined } {
  const [frames, setFrames] = useState<readonly DataFrame[]>([]);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const readings = new Map<string, Reading[]>();
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        const { services } = await call<ServicesDocument>(ENDPOINTS.services.path);
        for (const { service } of services) {
          const report = await call<ReportDocument>(ENDPOINTS.report.path, `?service=${encodeURIComponent(service)}`);
          readings.set(service, [...(readings.get(service) ?? []), { at: Date.now(), report }].slice(-KEPT));
        }
        if (!left) {
          setFrames([...readings.values()].flatMap(framesOf));
          setFailure(undefined);
        }
      } catch {
        if (!left) {
          setFailure(
            readings.size === 0
              ? 'The collector does not answer.'
              : 'The collector does not answer; what stands here is what it said last.'
          );
        }
      }
      if (!left) {
        timer = setTimeout(() => void read(), EVERY_MS);
      }
    };
    void read();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, []);
  return { frames, failure };
}
