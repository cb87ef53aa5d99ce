import {
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
  type LedgerEntry,
  type SettingUnit,
  type SettingValue,
} from '../../contract/index.js';
import { quantity, settingChange, time } from '../format/values.js';

export type AuditEntry = Extract<LedgerEntry, { kind: 'audit' }>;

type Fields = Readonly<Record<string, unknown>>;

interface ConfirmedChange {
  readonly setting: string;
  readonly from: SettingValue;
  readonly to: SettingValue;
  readonly unit: SettingUnit;
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const words = (values: readonly unknown[]): string =>
  values.filter((value) => typeof value === 'string' || typeof value === 'number').join(' ');

/** What a person changed, in a few words; empty where the action says it all. */
export function auditDetail({ action, before, after }: AuditEntry): string {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  switch (action) {
    case 'targets':
      return changedLevels(was, is, TARGET_DEFINITIONS);
    case 'thresholds':
      return changedLevels(was, is, THRESHOLD_DEFINITIONS);
    case 'mode':
      return changedFields(was, is);
    case 'freeze':
      return `${typeof is['until'] === 'string' ? `until ${time(is['until'])}` : ''}${typeof is['reason'] === 'string' ? `: ${is['reason']}` : ''}`;
    case 'unfreeze':
      return '';
    case 'setting-taken':
      return words([is['setting'], was['value'], '→', is['value']]);
    case 'setting-returned':
      return words([is['setting']]);
    case 'optimization-confirmed':
      return changesOf(is).map(describeChange).join(', ');
    case 'optimization-cancelled':
      return words([is['optimization']]);
    case 'optimization-reverted':
      return Array.isArray(is['settings']) ? is['settings'].join(', ') : words([is['optimization']]);
    case 'instance-left':
      return words([is['instance']]);
  }
}

type Levels = Readonly<Record<string, { readonly title: string; readonly unit: Parameters<typeof quantity>[1] }>>;

function changedLevels(was: Fields, is: Fields, definitions: Levels): string {
  return Object.entries(definitions)
    .flatMap(([name, { title, unit }]) => {
      const [from, to] = [was[name], is[name]];
      if (typeof to !== 'number' || from === to) return [];
      const former = typeof from === 'number' ? `${quantity(from, unit)} → ` : '';
      return [`${title.toLowerCase()} ${former}${quantity(to, unit)}`];
    })
    .join(', ');
}

const changedFields = (was: Fields, is: Fields): string =>
  Object.keys(is)
    .filter((name) => was[name] !== is[name])
    .map((name) => words([name, was[name], was[name] === undefined ? undefined : '→', is[name]]))
    .join(', ');

const isChange = (value: unknown): value is ConfirmedChange => {
  const { setting, from, to, unit } = fieldsOf(value);
  return typeof setting === 'string' && typeof unit === 'string' && from !== undefined && to !== undefined;
};
const changesOf = ({ changes }: Fields): readonly ConfirmedChange[] =>
  Array.isArray(changes) ? changes.filter(isChange) : [];
const describeChange = ({ setting, from, to, unit }: ConfirmedChange): string =>
  `${setting} ${settingChange(from, to, unit).join(' → ')}`;
