import { css } from '@emotion/css';
import type { PanelProps } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { GuideList } from '../../guides/GuideList';
import type { GuidesOptions } from './options';

/** Not a list, a pattern or a variable without value. */
const ONE_SERVICE = /^\w[\w .:@/-]*$/;

/** Troubleshooting guides with live evidence at the dashboard's time range. */
export function GuidesPanel({ options, data, timeRange, replaceVariables }: PanelProps<GuidesOptions>) {
  const styles = useStyles2(getStyles);
  const service = replaceVariables(options.service ?? '');
  const from = timeRange.from.valueOf();
  const to = timeRange.to.valueOf();
  const period = useMemo(() => ({ from, to }), [from, to]);
  return (
    <div className={styles.scroll}>
      <GuideList
        id={options.guide === undefined || options.guide === 'all' ? undefined : options.guide}
        // "All" and lists of services: the worst of all decides.
        service={ONE_SERVICE.test(service) ? service : ''}
        period={period}
        dataSourceUid={panelDataSource(data.request?.targets) ?? replaceVariables(options.dataSource ?? '')}
      />
    </div>
  );
}

/** The panel's own queries need no expression to say which data source is meant. */
const panelDataSource = (targets: readonly DataQuery[] | undefined): string | undefined =>
  targets?.map((target) => target.datasource).find((reference) => reference?.type === 'prometheus')?.uid;

const getStyles = () => ({ scroll: css({ height: '100%', overflow: 'auto' }) });
