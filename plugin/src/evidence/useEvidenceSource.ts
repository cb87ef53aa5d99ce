import type { DataSourceApi } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { useEffect, useMemo, useState } from 'react';
import { controlApi } from '../api/client';
import { collectorEvidence } from './collector';
import { prometheusEvidence } from './prometheus';
import type { EvidenceSource, Period } from './types';

const PROMETHEUS = 'prometheus';

/** The uid of the Prometheus to ask if nobody chose one: the default, else the first; undefined where there is none. */
export function defaultPrometheus(): string | undefined {
  const all = getDataSourceSrv().getList({ type: PROMETHEUS });
  return (all.find((settings) => settings.isDefault === true) ?? all[0])?.uid;
}

/** `uid` as chosen, if it is a Prometheus of this Grafana; else the default one. */
function prometheusFor(uid: string | undefined): string | undefined {
  const chosen =
    uid === undefined || uid === '' || uid.includes('$') ? undefined : getDataSourceSrv().getInstanceSettings(uid);
  return chosen?.type === PROMETHEUS ? chosen.uid : defaultPrometheus();
}

/** Prometheus where there is one, else the collector. Undefined while the data source loads. */
export function useEvidenceSource(
  uid: string | undefined,
  service: string,
  { from, to }: Period
): EvidenceSource | undefined {
  const wanted = prometheusFor(uid);
  const [loaded, setLoaded] = useState<{ uid: string; dataSource: DataSourceApi | undefined }>();

  useEffect(() => {
    if (wanted === undefined) {
      return undefined;
    }
    let left = false;
    const keep = (dataSource: DataSourceApi | undefined) => {
      if (!left) {
        setLoaded({ uid: wanted, dataSource });
      }
    };
    // A data source whose plugin does not load leaves the collector to ask.
    getDataSourceSrv()
      .get(wanted)
      .then(keep, () => keep(undefined));
    return () => {
      left = true;
    };
  }, [wanted]);

  return useMemo(() => {
    if (wanted !== undefined && loaded?.uid !== wanted) {
      return undefined;
    }
    const dataSource = wanted === undefined ? undefined : loaded?.dataSource;
    return dataSource === undefined
      ? collectorEvidence(controlApi, service)
      : prometheusEvidence(dataSource, service, { from, to });
  }, [wanted, loaded, service, from, to]);
}
