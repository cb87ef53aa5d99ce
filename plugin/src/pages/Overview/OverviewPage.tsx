import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { SETTING_KINDS, type ServiceSummary } from '@growth-engine/collector/contract';
import React, { useCallback } from 'react';
import { controlApi } from '../../api/client';
import { Card } from '../../components/Card';
import { ProblemNotice } from '../../components/ProblemNotice';
import { ServicePage } from '../../components/ServicePage';
import { usePageQuery } from '../../hooks/usePageQuery';
import { usePolling } from '../../hooks/usePolling';
import { OptimizeView } from '../../optimize/OptimizeView';
import { ComplianceSection } from './ComplianceSection';
import { DashboardLinks } from './DashboardLinks';
import { History } from './History';
import { Instances } from './Instances';
import { RoutesTable } from './RoutesTable';
import { SlowStatements } from './SlowStatements';
import { ThresholdList } from './ThresholdList';

const EVERY_MS = 5000;

/** Is there a problem now, what to press, and what happened before. */
function OverviewPage() {
  return (
    <ServicePage subTitle="Are targets met, and what would make the service faster?">
      {(service, summary) => <Overview key={service} service={service} summary={summary} />}
    </ServicePage>
  );
}

function Overview({ service, summary }: { readonly service: string; readonly summary: ServiceSummary }) {
  const styles = useStyles2(getStyles);
  const [kindName] = usePageQuery('kind');
  const kind = SETTING_KINDS.find((each) => each === kindName);
  const {
    data: report,
    error,
    refresh,
  } = usePolling(
    useCallback((signal: AbortSignal) => controlApi.report({ service, signal }), [service]),
    EVERY_MS
  );

  if (report === undefined && error) {
    return <ProblemNotice error={error} onRetry={refresh} />;
  }
  return (
    <div className={styles.page}>
      {error && <ProblemNotice error={error} onRetry={refresh} />}
      <DashboardLinks service={service} />
      <ComplianceSection report={report} service={service} />
      <div className={styles.columns}>
        <Card title="Optimize">
          <div className={styles.optimize}>
            <OptimizeView service={service} kind={kind} />
          </div>
        </Card>
        <div className={styles.side}>
          <Card title="Thresholds">
            <ThresholdList report={report} />
          </Card>
          <Card title="Instances">
            <Instances instances={summary.instances} />
          </Card>
        </div>
      </div>
      <Card title="Routes">
        <RoutesTable report={report} />
      </Card>
      <Card title="Slow statements">
        <SlowStatements service={service} />
      </Card>
      <Card title="History">
        <History service={service} />
      </Card>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  side: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  // Always as high: what it says grows and shrinks while it runs, its buttons and what stands below do not move.
  optimize: css({ height: 480 }),
});

export default OverviewPage;
