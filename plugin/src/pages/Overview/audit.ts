import { TARGET_DEFINITIONS, THRESHOLD_DEFINITIONS, type LedgerEntry } from '@growth-engine/collector/contract';
import { formatLevel, type LevelUnit } from '../../format/units';
import { AUDIT_TEXTS } from '../../format/words';

type AuditEntry = Extract<LedgerEntry, { kind: 'audit' }>;
type Definitions = Readonly<Record<string, { readonly title: string; readonly unit: LevelUnit } | undefined>>;

const DEFINITIONS: Readonly<Partial<Record<AuditEntry['action'], Definitions>>> = {
  targets: TARGET_DEFINITIONS,
  thresholds: THRESHOLD_DEFINITIONS,
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** `changed targets: response time 500 ms → 300 ms`; undefined where before and after say nothing. */
export function describeAudit(entry: AuditEntry): string | undefined {
  const definitions = DEFINITIONS[entry.action];
  const { before, after } = entry;
  if (!isRecord(before) || !isRecord(after)) {
    return undefined;
  }
  const parts = Object.keys(after).flatMap((key) => {
    if (before[key] === after[key]) {
      return [];
    }
    const definition = definitions?.[key];
    const text = (value: unknown): string =>
      typeof value === 'number' && definition
        ? formatLevel(value, definition.unit)
        : typeof value === 'object'
          ? ''
          : String(value ?? '–');
    const [from, to] = [text(before[key]), text(after[key])];
    return from === '' || to === '' ? [] : [`${(definition?.title ?? key).toLowerCase()} ${from} → ${to}`];
  });
  return parts.length === 0 ? undefined : `${AUDIT_TEXTS[entry.action]}: ${parts.join(', ')}`;
}
