type Paint = (text: string) => string;

/** Colours by meaning, so that a view never names one. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly caution: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
}

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;
const plain = (text: string): string => text;

export const createStyle = (colour: boolean): Style =>
  colour
    ? { good: sgr(32, 39), bad: sgr(31, 39), caution: sgr(33, 39), quiet: sgr(2, 22), strong: sgr(1, 22) }
    : { good: plain, bad: plain, caution: plain, quiet: plain, strong: plain };

// Control characters are what is looked for.
// eslint-disable-next-line no-control-regex
const SGR = /\u001b\[\d+m/g;
/** Columns that a text takes; our texts hold no wide characters. */
export const widthOf = (text: string): number => text.replaceAll(SGR, '').length;
