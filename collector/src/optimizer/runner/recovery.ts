import type {
  Change,
  Decision,
  Expectation,
  LedgerEntry,
  ServiceState,
  SettingKind,
  SettingUnit,
  StoredSetting,
  Trigger,
} from '../../contract/index.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';
import { recordDecision } from './record-decision.js';
import type { OptimizationBook } from './optimization-book.js';
import type { ChangeRecord, OptimizationRecord } from './optimization-record.js';
import type { Probation } from './probation.js';
import { ENGINE } from './probation.js';
import { decisionSentence, summaryOf } from './sentences.js';

const REMEMBERED = 300;

/** What a confirmation wrote about one change. */
type ConfirmedChange = Pick<Change, 'id' | 'rule' | 'setting' | 'unit' | 'from' | 'to' | 'expected' | 'instances'>;
interface Confirmed {
  readonly optimization: string;
  readonly plan: string;
  readonly trigger: Trigger;
  readonly changes: readonly ConfirmedChange[];
}

const isConfirmed = (after: unknown): after is Confirmed =>
  typeof after === 'object' &&
  after !== null &&
  'optimization' in after &&
  'changes' in after &&
  Array.isArray(after.changes);

const KIND_OF_UNIT: Readonly<Record<SettingUnit, SettingKind>> = {
  seconds: 'ttl',
  entries: 'capacity',
  connections: 'pool_size',
  requests: 'concurrency_limit',
  bytes: 'memory_limit',
  name: 'eviction_policy',
};

const NO_EXPECTATION: Expectation = {
  quantity: 'response_time',
  ratio: 1,
  low: 1,
  high: 1,
  basis: 'Not known any more.',
};

/** A change as far as the ledger remembers it. */
const changeOf = (decision: Decision): Change => ({
  id: decision.change,
  rule: decision.rule,
  setting: decision.setting,
  title: decision.setting,
  kind: KIND_OF_UNIT[decision.unit],
  unit: decision.unit,
  from: decision.from,
  to: decision.to,
  why: decision.sentence,
  evidence: [],
  expected: decision.expected,
  risk: 'low',
  riskText: '',
  undo: `${decision.setting} goes back to ${decision.from}.`,
  instances: [],
  routes: [],
  method: decision.measured?.method ?? 'before/after',
});

const formerOf = ({ from, actor, at }: Decision): StoredSetting => ({ value: from, owner: 'engine', by: actor, at });

/** Optimizations of a former life, oldest first, from decisions, oldest first. */
function recordsOf(decisions: readonly Decision[]): OptimizationRecord[] {
  const records = new Map<string, OptimizationRecord>();
  for (const decision of decisions) {
    const record: OptimizationRecord = records.get(decision.optimization) ?? {
      id: decision.optimization,
      plan: decision.plan,
      service: decision.service,
      trigger: decision.trigger,
      actor: decision.actor,
      state: 'settled',
      startedAt: decision.at,
      finishedAt: decision.at,
      sentence: '',
      changes: [],
    };
    records.set(record.id, record);
    record.finishedAt = decision.at;
    const entry: ChangeRecord = {
      change: changeOf(decision),
      state: decision.outcome,
      decision,
      former: formerOf(decision),
    };
    const index = record.changes.findIndex(({ change }) => change.id === decision.change);
    if (index < 0) record.changes.push(entry);
    else record.changes[index] = entry;
    record.sentence = summaryOf(record);
  }
  return [...records.values()];
}

/** Takes up what a former life of the collector left: its history, a change in the open, fresh changes to watch. */
export async function recover(service: Service, book: OptimizationBook, probation: Probation): Promise<void> {
  const { store, series, log } = service.runtime;
  let entries: readonly LedgerEntry[];
  try {
    entries = [...(await store.ledger({ service: service.name, limit: REMEMBERED }))].reverse();
  } catch (error) {
    log.error({ err: error, service: service.name }, 'the ledger cannot be read: earlier optimizations are not shown');
    entries = [];
  }
  const decisions = entries.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
  for (const decision of decisions) {
    book.decided(decision);
    series.remember(decision);
  }
  const records = recordsOf(decisions);
  for (const record of records) book.add(record);
  watchFresh(service, probation, records, entries);
  const { pending } = service.memory.state;
  if (pending !== undefined) await closePending(service, book, pending, entries);
}

function watchFresh(
  service: Service,
  probation: Probation,
  records: readonly OptimizationRecord[],
  entries: readonly LedgerEntry[]
): void {
  const { clock, timing } = service.runtime;
  const confirmed = entries.flatMap((entry) =>
    entry.kind === 'audit' && entry.action === 'optimization-confirmed' && isConfirmed(entry.after) ? [entry.after] : []
  );
  for (const record of records) {
    for (const entry of record.changes) {
      const keptAtMs = Date.parse(entry.decision?.at ?? '');
      if (entry.state !== 'kept' || clock.now() - keptAtMs > timing.crashWindowMs) continue;
      const left = new Set(
        entries.flatMap((other) =>
          other.kind === 'audit' && other.action === 'instance-left' && Date.parse(other.at) >= keptAtMs
            ? [instanceIn(other.after)]
            : []
        )
      );
      const change = confirmed.flatMap(({ changes }) => changes).find(({ id }) => id === entry.change.id);
      const instances = (change?.instances ?? []).filter((instance) => !left.has(instance));
      probation.watch(record, entry, keptAtMs, instances);
    }
  }
}

const instanceIn = (after: unknown): string =>
  typeof after === 'object' && after !== null && 'instance' in after ? String(after.instance) : '';

/** A change that was being tried when the collector died: its lease has run out, and the old value is in force. */
async function closePending(
  service: Service,
  book: OptimizationBook,
  pending: NonNullable<ServiceState['pending']>,
  entries: readonly LedgerEntry[]
): Promise<void> {
  const { clock, log, newId } = service.runtime;
  const isDecided = entries.some((entry) => entry.kind === 'decision' && entry.decision.change === pending.change);
  try {
    await service.memory.update(() => ({ pending: undefined }));
  } catch (error) {
    log.error({ err: error, service: service.name }, 'an interrupted change could not be closed in the store');
  }
  if (isDecided) return;
  const confirmation = entries
    .flatMap((entry) =>
      entry.kind === 'audit' && isConfirmed(entry.after) ? [{ actor: entry.actor, after: entry.after }] : []
    )
    .find(({ after }) => after.optimization === pending.optimization);
  const change = confirmation?.after.changes.find(({ id }) => id === pending.change);
  const decision: Omit<Decision, 'sentence'> = {
    id: newId('decision'),
    at: isoNow(clock),
    service: service.name,
    optimization: pending.optimization,
    plan: confirmation?.after.plan ?? pending.optimization,
    change: pending.change,
    rule: change?.rule ?? 'unknown',
    setting: pending.setting,
    unit: change?.unit ?? 'name',
    from: pending.from,
    to: pending.to,
    trigger: confirmation?.after.trigger ?? 'manual',
    outcome: 'reverted',
    reason: 'crash',
    actor: ENGINE,
    expected: change?.expected ?? NO_EXPECTATION,
  };
  const draft: Decision = { ...decision, sentence: '' };
  const why = 'the collector ended while it was being tried';
  const full: Decision = { ...draft, sentence: decisionSentence(changeOf(draft), 'reverted', 'crash', undefined, why) };
  const [record] = recordsOf([full]);
  const known = book.record(full.optimization);
  if (known !== undefined) known.changes.push(...(record?.changes ?? []));
  else if (record !== undefined) book.add({ ...record, state: 'failed', sentence: full.sentence });
  await recordDecision(service, book, full);
}
