import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { hasPermission } from '@grafana/runtime';
import { Alert, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { ACTIONS, type SettingKind } from '@growth-engine/collector/contract';
import React from 'react';
import { ProblemNotice } from '../components/ProblemNotice';
import { withLocalTimes } from '../format/time';
import { SETTING_KIND_TEXTS } from '../format/words';
import { IdleView } from './IdleView';
import { OptimizationView } from './OptimizationView';
import { OptimizeActions } from './OptimizeActions';
import { OptimizeHeader } from './OptimizeHeader';
import { PlanView } from './PlanView';
import { RescueFocus } from './RescueFocus';
import { useFollowPress } from './useFollowPress';
import { isUnderWay, useOptimize } from './useOptimize';

interface OptimizeViewProps {
  readonly service: string;
  /** Limits the press to settings of one kind. */
  readonly kind?: SettingKind | undefined;
}

/** The button, and everything that follows from pressing it. */
export function OptimizeView({ service, kind }: OptimizeViewProps) {
  const styles = useStyles2(getStyles);
  const optimize = useOptimize(service, kind);
  const allowed = hasPermission(ACTIONS.optimize);
  const { report, stage, optimization, error } = optimize;
  const running = optimization !== undefined && isUnderWay(optimization.state);
  const plan = running ? undefined : stage.plan;
  const shown = plan?.id ?? (running || stage.followed !== undefined ? optimization?.id : undefined) ?? 'idle';
  const { frameRef, bodyRef, headingRef, onPress } = useFollowPress(shown);

  return (
    <div className={styles.frame} ref={frameRef}>
      <OptimizeHeader service={service} report={report.data} optimize={optimize} allowed={allowed} />
      <div className={styles.body} ref={bodyRef} role="group" aria-label="Where it stands">
        {error && error.kind !== 'cancelled' && <ProblemNotice error={error} onDismiss={optimize.dismissError} />}
        {report.error && !error && <ProblemNotice error={report.error} onRetry={report.refresh} />}
        {stage.notice !== undefined && <Alert title={withLocalTimes(stage.notice)} severity="info" />}
        {kind !== undefined && !running && (
          <p className={styles.scope}>Limited to settings of one kind: {SETTING_KIND_TEXTS[kind]}.</p>
        )}
        {report.loading && <LoadingPlaceholder text="Asking the collector …" />}
        {plan !== undefined ? (
          <PlanView plan={plan} headingRef={headingRef} />
        ) : optimization !== undefined && (running || stage.followed === optimization.id) ? (
          <OptimizationView optimization={optimization} headingRef={headingRef} />
        ) : (
          report.data && (
            <IdleView report={report.data} last={optimization} proposal={optimize.proposal} headingRef={headingRef} />
          )
        )}
      </div>
      <div onClickCapture={onPress}>
        <OptimizeActions optimize={optimize} plan={plan} running={running} allowed={allowed} />
      </div>
      <RescueFocus within={frameRef} to={headingRef} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), height: '100%', minHeight: 0 }),
  body: css({ flex: 1, minHeight: 0, overflow: 'auto' }),
  scope: css({ color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 1) }),
});
