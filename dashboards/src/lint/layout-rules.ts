import { GUIDE_IDS, guidePath } from '@growth-engine/collector/contract';
import { COLOURS } from '../house/colours.js';
import { headerPx, LEGEND_NUMBER_PX, legendPx, panelPx, titlePx } from '../house/measure.js';
import type { Rule } from './linter-rules.js';
import { contentOf, type PanelJson } from './model.js';

const LONGEST_IN_STAT = 14;

const widthOf = (panel: PanelJson): number => panelPx(panel.gridPos?.w ?? 0);

/** Beside the title: (i), the links, and the state of an alert, which any panel that a rule points at may show. */
const iconsOf = ({ description, links }: PanelJson, watched: boolean): number =>
  (description === undefined ? 0 : 1) + (links === undefined || links.length === 0 ? 0 : 1) + (watched ? 1 : 0);

const GUIDE_LINK = new RegExp(
  `^(${GUIDE_IDS.map((id) => guidePath(id)).join('|')})\\?\\$\\{__url_time_range\\}&datasource=\\$\\{datasource\\}$`
);

interface ShownColumn {
  readonly title: string;
  readonly px: number;
}

const columnsOf = (panel: PanelJson): readonly ShownColumn[] =>
  (panel.fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) => {
    const px = properties.find(({ id }) => id === 'custom.width' || id === 'custom.minWidth')?.value;
    return matcher.id === 'byName' && typeof px === 'number' ? [{ title: matcher.options, px }] : [];
  });

/** Nothing is cut off in a window of 1280 px; `watched` are the ids of panels that alert rules point at. */
export const layoutRules = (watched: ReadonlySet<number>): Readonly<Record<string, Rule>> => ({
  'titles fit their panels': (dashboard) =>
    contentOf(dashboard).flatMap((panel) => {
      const title = panel.title ?? '';
      const needs = titlePx(title, iconsOf(panel, panel.id !== undefined && watched.has(panel.id)));
      return needs <= widthOf(panel)
        ? []
        : [`"${title}" needs ${String(needs)} px; its panel has ${String(Math.floor(widthOf(panel)))}.`];
    }),
  'columns fit their tables, and their titles fit them': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type }) => type === 'table')
      .flatMap((panel) => {
        const columns = columnsOf(panel);
        const needs = columns.reduce((sum, { px }) => sum + px, 0);
        const sortedBy = panel.options?.sortBy?.map(({ displayName }) => displayName) ?? [];
        const filterable = panel.fieldConfig?.defaults.custom?.filterable === true;
        return [
          ...(columns.length === 0 ? [`"${panel.title ?? ''}" leaves its columns to chance.`] : []),
          ...(needs <= widthOf(panel) ? [] : [`"${panel.title ?? ''}" needs ${String(needs)} px.`]),
          ...columns
            .filter(({ title, px }) => px < headerPx(title, { sorted: sortedBy.includes(title), filterable }))
            .map(({ title }) => `Column "${title}" of "${panel.title ?? ''}" is narrower than its title.`),
        ];
      }),
  'names in legends leave room for a number': (dashboard) =>
    contentOf(dashboard)
      .filter(({ type }) => type === 'timeseries')
      .flatMap((panel) =>
        (panel.targets ?? [])
          .filter(({ legendFormat }) => legendPx(legendFormat ?? '') + LEGEND_NUMBER_PX > widthOf(panel))
          .map(({ legendFormat }) => `"${legendFormat ?? ''}" is too long for "${panel.title ?? ''}".`)
      ),
  'stats without a number say so in words that are still read when they are scaled': (dashboard) =>
    contentOf(dashboard)
      .filter(
        ({ type, fieldConfig }) => type === 'stat' && (fieldConfig?.defaults.noValue ?? '').length > LONGEST_IN_STAT
      )
      .map(({ title }) => `"${title ?? ''}" would show small print.`),
  'stats without a number have no colour of a number': (dashboard) =>
    contentOf(dashboard)
      .filter(
        ({ type, options, fieldConfig }) =>
          type === 'stat' &&
          options?.colorMode !== 'none' &&
          fieldConfig?.defaults.thresholds?.steps[0]?.color !== COLOURS.idle
      )
      .map(({ title }) => `"${title ?? ''}" judges what is not there.`),
  'descriptions say what is shown, what is good and what to do': (dashboard) =>
    contentOf(dashboard)
      .filter(
        ({ type, description }) =>
          type !== 'text' && !/^[^*]+[.:]\n\n\*\*Good:\*\* .+\.\n\n\*\*Otherwise:\*\* .+\.$/.test(description ?? '')
      )
      .map(({ title, description }) => `"${title ?? ''}" says only: ${description ?? 'nothing'}`),
  'links beside titles lead to a guide, at the time shown': (dashboard) =>
    contentOf(dashboard)
      .flatMap(({ links }) => links ?? [])
      .filter(({ title, url }) => !title.startsWith('Guide: ') || !GUIDE_LINK.test(url))
      .map(({ url }) => `${url} is no link to a guide.`),
});
