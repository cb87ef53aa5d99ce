import type { Finding, SnapshotView } from '../../contract/index.js';
import { RULES } from '../rules/index.js';
import type { StepKind } from '../rules/types.js';
import type { Service } from '../service/service.js';

/** Asks every rule. One that fails costs its own findings only. */
export function diagnose(service: Service, view: SnapshotView, step: StepKind): readonly Finding[] {
  const { settings, thresholds, runtime } = service;
  const instances = service.fleet.connected.length;
  return RULES.flatMap((rule) => {
    try {
      return rule.diagnose({ view, settings, thresholds, step, instances });
    } catch (error) {
      runtime.log.error({ err: error, rule: rule.id, service: service.name }, 'a rule failed and was left out');
      return [];
    }
  });
}
