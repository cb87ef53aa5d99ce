import type { DashboardId } from '@growth-engine/collector/contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/paths.js';

export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly fieldConfig?: { readonly defaults?: { readonly noValue?: string } };
}

/** Rows and panels of a dashboard, those of folded rows among them. */
export const panelsOf = (id: DashboardId): { readonly rows: readonly Panel[]; readonly panels: readonly Panel[] } => {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'dashboards/json', `${id}.json`), 'utf8')) as {
    panels: readonly Panel[];
  };
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return { rows: all.filter(({ type }) => type === 'row'), panels: all.filter(({ type }) => type !== 'row') };
};

/** Titles of the rows that are folded at first. */
export const foldedRows = (id: DashboardId): readonly string[] =>
  panelsOf(id)
    .rows.filter(({ collapsed }) => collapsed === true)
    .map(({ title }) => title);
