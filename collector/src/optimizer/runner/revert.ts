import type { Actor, Decision, DecisionReason, ServiceState, StoredSetting } from '../../contract/index.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import { recordDecision } from './record-decision.js';
import type { OptimizationBook } from './optimization-book.js';
import type { ChangeRecord, OptimizationRecord } from './optimization-record.js';
import { decisionSentence } from './sentences.js';

/** Puts back what was stored before a change; where nothing was, the application's own value holds again. */
function restored(
  settings: ServiceState['settings'],
  name: string,
  former: StoredSetting | undefined
): ServiceState['settings'] {
  const { [name]: _replaced, ...others } = settings;
  return former === undefined ? others : { ...others, [name]: former };
}

/** Whether the kept value is still in force and the engine's to take back. */
export function isInForce(service: Service, { change }: ChangeRecord): boolean {
  const stored = service.memory.state.settings[change.setting];
  return stored?.owner === 'engine' && stored.value === change.to;
}

/**
 * Takes kept changes back, newest first, in one write, and decides on each.
 * @throws ProblemError `store-unavailable`; then everything stays as it is.
 */
export async function revertKept(
  service: Service,
  book: OptimizationBook,
  entries: readonly { readonly record: OptimizationRecord; readonly entry: ChangeRecord }[],
  actor: Actor,
  reason: DecisionReason,
  why: string
): Promise<void> {
  const { clock, newId } = service.runtime;
  const reversed = [...entries].reverse();
  await service.memory.update((state) => ({
    settings: reversed.reduce(
      (settings, { entry }) => restored(settings, entry.change.setting, entry.former),
      state.settings
    ),
  }));
  for (const { entry } of reversed) {
    service.markTurned(service.setting(entry.change.setting)?.settleMs ?? 0);
  }
  service.publish();
  for (const { record, entry } of reversed) {
    const { change } = entry;
    const decision: Decision = {
      id: newId('decision'),
      at: isoNow(clock),
      service: service.name,
      optimization: record.id,
      plan: record.plan,
      change: change.id,
      rule: change.rule,
      setting: change.setting,
      unit: change.unit,
      from: change.from,
      to: change.to,
      trigger: record.trigger,
      outcome: 'reverted',
      reason,
      actor,
      expected: change.expected,
      ...(entry.decision?.measured === undefined ? {} : { measured: entry.decision.measured }),
      sentence: decisionSentence(change, 'reverted', reason, undefined, why),
    };
    entry.state = 'reverted';
    entry.decision = decision;
    await recordDecision(service, book, decision);
  }
}
