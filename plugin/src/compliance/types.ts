import {
  OBJECTIVES,
  TARGET_DEFINITIONS,
  type ComplianceState,
  type Objective,
} from '@growth-engine/collector/contract';
import type { FieldSparkline } from '@grafana/data';

/** One objective of one service, ready to be shown. */
export interface ComplianceCell {
  readonly service: string;
  readonly objective: Objective;
  readonly title: string;
  readonly state: ComplianceState;
  /** With its unit; `–` where there is none. */
  readonly value: string;
  /** `≤ 500 ms`, `≥ 1,000/min`; undefined where no target is known. */
  readonly target: string | undefined;
  readonly sparkline?: FieldSparkline;
}

export const objectiveTitle = (objective: Objective): string => TARGET_DEFINITIONS[objective].title;

export const boundSign = (objective: Objective): string => (TARGET_DEFINITIONS[objective].bound === 'max' ? '≤' : '≥');

export const NO_VALUE = '–';

/** Services, those that miss a target first, each with its cells in the order of the objectives. */
export function byService(
  cells: readonly ComplianceCell[]
): ReadonlyArray<readonly [string, readonly ComplianceCell[]]> {
  const groups = new Map<string, ComplianceCell[]>();
  for (const cell of cells) {
    groups.set(cell.service, [...(groups.get(cell.service) ?? []), cell]);
  }
  const misses = (group: readonly ComplianceCell[]): number => group.filter(({ state }) => state === 'missed').length;
  const worstFirst = [...groups].sort(([, a], [, b]) => misses(b) - misses(a));
  return worstFirst.map(([service, group]) => [
    service,
    [...group].sort((a, b) => OBJECTIVES.indexOf(a.objective) - OBJECTIVES.indexOf(b.objective)),
  ]);
}
