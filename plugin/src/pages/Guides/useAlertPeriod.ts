import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import { lastValueFrom } from 'rxjs';
import type { Period } from '../../evidence/types';

interface ActiveAlerts {
  readonly data?: {
    readonly alerts?: ReadonlyArray<{ readonly labels?: Readonly<Record<string, string>>; readonly activeAt?: string }>;
  };
}

const BEFORE_MS = 10 * 60_000;
const AFTER_MS = 5 * 60_000;

/** The time around the begin of the oldest active alert of a name; none where it is not active or alerting is elsewhere. */
export function periodOfAlert(
  answer: ActiveAlerts,
  name: string,
  service: string | undefined,
  now: number
): Period | undefined {
  const begins = (answer.data?.alerts ?? [])
    .filter(({ labels }) => labels?.alertname === name && [undefined, labels.service ?? service].includes(service))
    .map((alert) => Date.parse(alert.activeAt ?? ''))
    .filter((begin) => Number.isFinite(begin));
  if (begins.length === 0) {
    return undefined;
  }
  const begin = Math.min(...begins);
  return { from: begin - BEFORE_MS, to: Math.min(now, begin + AFTER_MS) };
}

/** Looks up when a Grafana-managed alert began. */
export function useAlertPeriod(name: string | undefined, service: string | undefined): Period | undefined {
  const [found, setFound] = useState<{ name: string; period: Period | undefined }>();
  useEffect(() => {
    if (name === undefined) {
      return undefined;
    }
    const controller = new AbortController();
    lastValueFrom(
      getBackendSrv().fetch<ActiveAlerts>({
        url: '/api/prometheus/grafana/api/v1/alerts',
        abortSignal: controller.signal,
        showErrorAlert: false,
      })
    ).then(
      ({ data }) => setFound({ name, period: periodOfAlert(data, name, service, Date.now()) }),
      // Without an answer the page keeps its own time range, and says so.
      () => setFound({ name, period: undefined })
    );
    return () => controller.abort();
  }, [name, service]);
  return found !== undefined && found.name === name ? found.period : undefined;
}
