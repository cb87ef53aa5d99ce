import type {
  ComplianceRow,
  GuidesDocument,
  LabelledValue,
  Optimization,
  Refusal,
  ReportDocument,
  SettingsDocument,
  SnapshotView,
  ThresholdRow,
} from '../../contract/index.js';
import {
  DERIVED,
  GUIDES,
  OBJECTIVES,
  TARGET_DEFINITIONS,
  THRESHOLD_METRICS,
  complianceOf,
  evaluateCheck,
  levelOf,
} from '../../contract/index.js';
import type { GuideCheck } from '../../contract/index.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import { metricsOf } from './metrics.js';
import { routeRows } from './routes.js';

const highest = (values: readonly LabelledValue[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values.map(({ value }) => value));

export function complianceRows(service: Service, view: SnapshotView): readonly ComplianceRow[] {
  return OBJECTIVES.map((objective) => {
    const { title, unit } = TARGET_DEFINITIONS[objective];
    const value = highest(DERIVED[objective].compute(view));
    const target = service.targets[objective];
    return { objective, title, unit, value: value ?? null, target, state: complianceOf(objective, value, target) };
  });
}

export function thresholdRows(service: Service, view: SnapshotView): readonly ThresholdRow[] {
  return THRESHOLD_METRICS.map((metric) => {
    const value = highest(DERIVED[metric].compute(view));
    const threshold = service.thresholds[metric];
    return { metric, value: value ?? null, threshold, exceeded: value !== undefined && value > threshold };
  });
}

export function reportOf(
  service: Service,
  { optimization, proposal }: { readonly optimization: Optimization | null; readonly proposal: Optimization | null },
  refusals: readonly Refusal[]
): ReportDocument {
  const { clock, systemUsage } = service.runtime;
  const view = service.view();
  return {
    service: service.name,
    at: isoNow(clock),
    windowSeconds: view.windowSeconds,
    compliance: complianceRows(service, view),
    thresholds: thresholdRows(service, view),
    routes: routeRows(service, view),
    metrics: metricsOf(view, systemUsage()),
    mode: service.mode,
    admission: service.admission,
    freeze: service.freeze ?? null,
    optimization,
    proposal,
    refusals,
  };
}

export function settingsOf(service: Service): SettingsDocument {
  return {
    service: service.name,
    revision: service.memory.settingsRevision,
    settings: service.settings.map(({ on: _on, ceiling: _ceiling, ...setting }) => ({
      ...setting,
      ownedBy: setting.owner,
    })),
  };
}

export function guidesOf(service: Service): GuidesDocument {
  const view = service.view();
  const check = (question: GuideCheck): ReturnType<typeof evaluateCheck> =>
    evaluateCheck(
      question,
      DERIVED[question.quantity].compute(view, {}, question.by),
      levelOf(question.level, service.targets, service.thresholds)
    );
  return {
    service: service.name,
    windowSeconds: view.windowSeconds,
    guides: Object.values(GUIDES).map(({ id, symptom, causes }) => ({
      id,
      symptom: check(symptom),
      causes: causes.map((cause) => ({ id: cause.id, result: check(cause.check) })),
    })),
  };
}
