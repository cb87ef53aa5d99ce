import type {
  Optimization,
  OptimizationState,
  Plan,
  ReportDocument,
  SettingKind,
} from '@growth-engine/collector/contract';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { controlApi, newIdempotencyKey } from '../api/client';
import { toControlApiError, type ControlApiError } from '../api/errors';
import { usePolling, type Polled } from '../hooks/usePolling';
import { planFor, replacementFor } from './planning';
import { INITIAL_STAGE, nextStage, type Stage } from './stage';

const REPORT_EVERY_MS = 5000;
const PROGRESS_EVERY_MS = 1000;

export const isUnderWay = (state: OptimizationState): boolean => state === 'applying' || state === 'observing';

const isOver = (optimization: Optimization | undefined): boolean =>
  optimization === undefined || !isUnderWay(optimization.state);

export interface Optimize {
  readonly report: Polled<ReportDocument>;
  readonly stage: Stage;
  /** Followed live while it runs, whoever pressed; then the last one. */
  readonly optimization: Optimization | undefined;
  /** What a trigger has planned and nobody has confirmed yet. */
  readonly proposal: Optimization | undefined;
  readonly busy: boolean;
  readonly error: ControlApiError | undefined;
  plan(): void;
  /** Opens the proposal's plan, to be confirmed like one that was pressed for. */
  review(proposal: Optimization): void;
  dismissProposal(id: string): void;
  confirm(): void;
  discard(): void;
  cancel(id: string): void;
  revert(id: string): void;
  freeze(seconds: number): void;
  unfreeze(): void;
  dismissError(): void;
}

/** The press, from the plan to the measured gain, for one service; `kind` limits it to settings of that kind. */
export function useOptimize(service: string, kind: SettingKind | undefined): Optimize {
  const [stage, dispatch] = useReducer(nextStage, INITIAL_STAGE);
  const report = usePolling(
    useCallback((signal: AbortSignal) => controlApi.report({ service, signal }), [service]),
    REPORT_EVERY_MS
  );

  const reported = report.data?.optimization ?? undefined;
  const underWay = reported !== undefined && isUnderWay(reported.state) ? reported : undefined;
  const followed = underWay?.id ?? stage.followed;
  const progress = usePolling(
    useCallback(
      async (signal: AbortSignal) => (followed === undefined ? undefined : controlApi.optimization(followed, signal)),
      [followed]
    ),
    PROGRESS_EVERY_MS,
    isOver
  );
  const optimization = [progress.data, stage.pressed].find((each) => each?.id === followed) ?? reported;

  const finished = isOver(progress.data) ? progress.data?.id : undefined;
  const { refresh: refreshReport } = report;
  const { refresh: refreshProgress } = progress;
  useEffect(() => {
    if (finished !== undefined) {
      refreshReport();
    }
  }, [finished, refreshReport]);

  // Answers that arrive after leaving, or for another service, are dropped.
  const scope = useRef({ service, alive: true });
  useEffect(() => {
    const current = { service, alive: true };
    scope.current = current;
    dispatch({ kind: 'reset' });
    return () => {
      current.alive = false;
    };
  }, [service]);

  // Whoever pressed: what a run came to stays in sight after its end, where the run was.
  useEffect(() => {
    if (underWay !== undefined && underWay.id !== stage.followed && !stage.busy) {
      dispatch({ kind: 'follow', optimization: underWay });
    }
  }, [underWay, stage.followed, stage.busy]);

  const act = useCallback(async (work: () => Promise<Parameters<typeof dispatch>[0]>) => {
    const started = scope.current;
    dispatch({ kind: 'busy' });
    let event: Parameters<typeof dispatch>[0];
    try {
      event = await work();
    } catch (cause) {
      event = { kind: 'failed', error: toControlApiError(cause) };
    }
    if (started.alive) {
      dispatch(event);
    }
  }, []);

  const plan = useCallback(
    () =>
      void act(async () => {
        try {
          return planned(await planFor(service, kind));
        } catch (cause) {
          return replacementFor(toControlApiError(cause), service, kind);
        }
      }),
    [act, service, kind]
  );

  const review = (proposal: Optimization) =>
    void act(async () => {
      try {
        return planned(await controlApi.plan(proposal.plan));
      } catch (cause) {
        return replacementFor(toControlApiError(cause), service, kind);
      }
    });

  const current = stage.plan;
  const key = stage.key;
  const confirm = useCallback(() => {
    if (current === undefined || key === undefined) {
      return;
    }
    void act(async () => {
      try {
        return { kind: 'follow', optimization: await controlApi.confirm(current.id, key) };
      } catch (cause) {
        return replacementFor(toControlApiError(cause), service, kind);
      }
    });
  }, [act, current, key, service, kind]);

  const withOptimization = (work: () => Promise<Optimization>) =>
    act(async () => {
      const changed = await work();
      refreshProgress();
      refreshReport();
      return { kind: 'follow', optimization: changed };
    });
  const withReport = (work: () => Promise<unknown>) =>
    act(async () => {
      await work();
      refreshReport();
      return { kind: 'done' };
    });

  return {
    report,
    stage,
    optimization,
    proposal: report.data?.proposal ?? undefined,
    busy: stage.busy,
    error: stage.error ?? progress.error,
    plan,
    review,
    dismissProposal: (id) => void withReport(() => controlApi.cancel(id)),
    confirm,
    discard: () => dispatch({ kind: 'discard' }),
    cancel: (id) => void withOptimization(() => controlApi.cancel(id)),
    revert: (id) => void withOptimization(() => controlApi.revert(id)),
    freeze: (seconds) => void withReport(() => controlApi.freeze(service, { seconds })),
    unfreeze: () => void withReport(() => controlApi.unfreeze(service)),
    dismissError: () => dispatch({ kind: 'dismiss' }),
  };
}

const planned = (plan: Plan) => ({ kind: 'planned', plan, key: newIdempotencyKey() }) as const;
