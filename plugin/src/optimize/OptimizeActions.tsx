import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Plan } from '@growth-engine/collector/contract';
import React from 'react';
import { formatDuration } from '../format/units';
import { secondsUntil } from '../format/time';
import { useNow } from '../hooks/useNow';
import type { Optimize } from './useOptimize';

interface OptimizeActionsProps {
  readonly optimize: Optimize;
  readonly plan: Plan | undefined;
  readonly running: boolean;
  readonly allowed: boolean;
}

/** What can be pressed now; always in the same place. */
export function OptimizeActions({ optimize, plan, running, allowed }: OptimizeActionsProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.actions}>
      <Buttons optimize={optimize} plan={plan} running={running} allowed={allowed} />
      {!allowed && <span className={styles.hint}>You need the Editor role to press Optimize.</span>}
    </div>
  );
}

/** Each with its key: a button must not become another one under a finger. */
function Buttons({ optimize, plan, running, allowed }: OptimizeActionsProps) {
  const { busy, optimization, proposal, stage, report } = optimize;
  if (running && optimization) {
    return (
      <Button
        key="cancel"
        variant="destructive"
        fill="outline"
        icon="times"
        disabled={!allowed || busy}
        onClick={() => optimize.cancel(optimization.id)}
      >
        Cancel
      </Button>
    );
  }
  if (plan) {
    return <PlanButtons key="plan" optimize={optimize} plan={plan} allowed={allowed} />;
  }
  return (
    <>
      <Button
        key="optimize"
        icon="bolt"
        disabled={!allowed || busy || report.data === undefined}
        onClick={optimize.plan}
      >
        {busy ? 'Working …' : 'Optimize'}
      </Button>
      {proposal !== undefined && (
        <>
          <Button
            key="review"
            variant="secondary"
            icon="eye"
            disabled={!allowed || busy}
            onClick={() => optimize.review(proposal)}
          >
            Review the proposal
          </Button>
          <Button
            key="dismiss"
            variant="secondary"
            fill="text"
            disabled={!allowed || busy}
            onClick={() => optimize.dismissProposal(proposal.id)}
          >
            Dismiss it
          </Button>
        </>
      )}
      {optimization?.revertible === true && (
        <Button
          key="revert"
          variant="secondary"
          icon="history"
          disabled={!allowed || busy}
          onClick={() => optimize.revert(optimization.id)}
        >
          Revert
        </Button>
      )}
      {stage.followed !== undefined && (
        <Button key="close" variant="secondary" fill="text" onClick={optimize.discard}>
          Close
        </Button>
      )}
    </>
  );
}

function PlanButtons({
  optimize,
  plan,
  allowed,
}: {
  readonly optimize: Optimize;
  readonly plan: Plan;
  readonly allowed: boolean;
}) {
  const styles = useStyles2(getStyles);
  const now = useNow(1000);
  const left = secondsUntil(plan.expiresAt, now);
  const confirmable = plan.changes.length > 0 && plan.refusals.length === 0;
  return (
    <>
      {!confirmable ? null : left > 0 ? (
        <Button icon="check" disabled={!allowed || optimize.busy} onClick={optimize.confirm}>
          {optimize.busy
            ? 'Confirming …'
            : `Confirm ${plan.changes.length === 1 ? 'this change' : `${plan.changes.length} changes`}`}
        </Button>
      ) : (
        <Button disabled={!allowed || optimize.busy} onClick={optimize.plan}>
          Plan again
        </Button>
      )}
      <Button variant="secondary" disabled={optimize.busy} onClick={optimize.discard}>
        {confirmable ? 'Discard' : 'Close'}
      </Button>
      {confirmable && (
        <span className={styles.hint}>
          {left > 0
            ? `Valid for ${formatDuration(Math.ceil(left))}; judged within ${formatDuration(plan.maxSeconds)}.`
            : 'This plan has expired.'}
        </span>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({
    alignItems: 'center',
    borderTop: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 1),
    paddingTop: theme.spacing(1),
  }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
