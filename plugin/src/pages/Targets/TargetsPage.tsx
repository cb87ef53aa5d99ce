import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { hasPermission } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import {
  ACTIONS,
  OBJECTIVES,
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
  THRESHOLD_METRICS,
  type Objective,
  type ThresholdMetric,
} from '@growth-engine/collector/contract';
import React from 'react';
import { controlApi } from '../../api/client';
import { Card } from '../../components/Card';
import { ServicePage } from '../../components/ServicePage';
import { LevelForm } from './LevelForm';
import { FreezeSection } from './FreezeSection';
import { ModeForm } from './ModeForm';

/** What is promised, when the engine looks by itself, and what it may do. */
function TargetsPage() {
  return (
    <ServicePage subTitle="What the service promises, and when the engine looks for causes by itself">
      {(service, summary) => <Targets key={service} service={service} freeze={summary.freeze} />}
    </ServicePage>
  );
}

function Targets({
  service,
  freeze,
}: {
  readonly service: string;
  readonly freeze: Parameters<typeof FreezeSection>[0]['freeze'];
}) {
  const styles = useStyles2(getStyles);
  const allowed = hasPermission(ACTIONS.configure);
  return (
    <div className={styles.page}>
      {!allowed && <Alert severity="info" title="You need the Editor role to change anything here." />}
      <div className={styles.columns}>
        <Card title="Targets">
          <LevelForm<Objective>
            service={service}
            names={OBJECTIVES}
            definitions={TARGET_DEFINITIONS}
            audited="targets"
            allowed={allowed}
            load={controlApi.targets}
            save={controlApi.putTargets}
          />
        </Card>
        <Card title="Thresholds">
          <LevelForm<ThresholdMetric>
            service={service}
            names={THRESHOLD_METRICS}
            definitions={THRESHOLD_DEFINITIONS}
            audited="thresholds"
            allowed={allowed}
            load={controlApi.thresholds}
            save={controlApi.putThresholds}
          />
        </Card>
        <Card title="Mode">
          <ModeForm service={service} allowed={allowed} />
        </Card>
        <Card title="Freeze">
          <FreezeSection service={service} freeze={freeze} allowed={hasPermission(ACTIONS.optimize)} />
        </Card>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), maxWidth: 1280 }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});

export default TargetsPage;
