import { TARGET_DEFINITIONS, THRESHOLD_DEFINITIONS, type LedgerEntry } from '@growth-engine/collector/contract';
import { formatLevel, formatSetting, type LevelUnit } from '../../format/units';
import { AUDIT_TEXTS } from '../../format/words';
import type { SettingLookup } from '../../hooks/useSettingLookup';

type AuditEntry = Extract<LedgerEntry, { kind: 'audit' }>;
type Definitions = Readonly<Record<string, { readonly title: string; readonly unit: LevelUnit } | undefined>>;

const DEFINITIONS: Readonly<Partial<Record<AuditEntry['action'], Definitions>>> = {
  targets: TARGET_DEFINITIONS,
  thresholds: THRESHOLD_DEFINITIONS,
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** `changed targets: response time 500 ms → 300 ms`; undefined where before and after say nothing. */
export function describeAudit(
  entry: AuditEntry,
  lookUp: SettingLookup = (name) => ({ title: name })
): string | undefined {
  const definitions = DEFINITIONS[entry.action];
  const { before, after } = entry;
  if (entry.action === 'setting-taken' || entry.action === 'setting-returned') {
    return describeSetting(entry, lookUp);
  }
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

/** `took a setting over: Size of pool main 4 connections → 8 connections`. */
function describeSetting({ action, before, after }: AuditEntry, lookUp: SettingLookup): string | undefined {
  const read = (side: unknown, key: string): unknown => (isRecord(side) ? side[key] : undefined);
  const name = read(after, 'setting') ?? read(before, 'setting');
  if (typeof name !== 'string') {
    return undefined;
  }
  const { title, unit } = lookUp(name);
  const [from, to] = [read(before, 'value'), read(after, 'value')].map((value) =>
    typeof value !== 'number' && typeof value !== 'string'
      ? undefined
      : unit === undefined
        ? String(value)
        : formatSetting(value, unit)
  );
  const values = to === undefined ? '' : from === undefined || from === to ? ` ${to}` : ` ${from} → ${to}`;
  return `${AUDIT_TEXTS[action]}: ${title}${values}`;
}
