/**
 * What fits, on the narrowest screen that we lay out for: a window of 1280 px with Grafana's menu docked beside the
 * dashboard. Texts are estimated by the widths of Inter's letters; measured panels agree within a few pixels.
 */
const DASHBOARD_PX = 946;
const GRID_COLUMNS = 24;
const GAP_PX = 8;

/** Outer width in pixels of a panel that is `columns` of the grid wide. */
export const panelPx = (columns: number): number => (columns * (DASHBOARD_PX + GAP_PX)) / GRID_COLUMNS - GAP_PX;

const EMS: readonly (readonly [RegExp, number])[] = [
  [/[WMm@%→÷]/, 0.9],
  [/[iljIftr.,:;'’|()/ ]/, 0.38],
  [/[A-Z]/, 0.7],
];
const OTHER_EM = 0.6;

/** Width in pixels of a text in letters of `size` pixels. */
export const textPx = (text: string, size: number): number =>
  Array.from(text).reduce(
    (sum, letter) => sum + (EMS.find(([letters]) => letters.test(letter))?.[1] ?? OTHER_EM) * size,
    0
  );

const TITLE_PX = 14;
const LETTER_PX = 12;
const PADDING_PX = 16;
const ICON_PX = 34;

/** Kept free for the menu that comes with the pointer. */
const MENU_PX = 44;

/** What a panel's head needs: its title and, beside it, an icon each for description, links and the state of an alert. */
export const titlePx = (title: string, icons: number): number =>
  Math.ceil(textPx(title, TITLE_PX) + PADDING_PX + MENU_PX + icons * ICON_PX);

/** What a table's head cell needs: its title, an arrow when it is sorted by it, and padding. */
export const headerPx = (title: string, extras: { readonly sorted: boolean; readonly filterable: boolean }): number =>
  Math.ceil(textPx(title, TITLE_PX) + PADDING_PX + (extras.sorted ? 16 : 0) + (extras.filterable ? 20 : 0));

/** How long label values usually are. */
const USUAL: Readonly<Record<string, string>> = {
  service: 'shop',
  cache: 'route:dashboard',
  instance: '127.0.0.1:19464',
  route: '/products/:id',
  pool: 'main',
  class: '40',
  kind: 'major',
  resource: 'memory',
};
const OTHER_LABEL = 'inconclusive';

/** What a legend's name needs, with labels as long as they usually are. */
export const legendPx = (template: string): number =>
  textPx(
    template.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => USUAL[label] ?? OTHER_LABEL),
    LETTER_PX
  ) +
  2 * PADDING_PX +
  GAP_PX;

/** What a column of numbers in a legend needs. */
export const LEGEND_NUMBER_PX = 64;
export const SCROLLBAR_PX = 12;
