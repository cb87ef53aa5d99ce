/** Pieces of the text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */

export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
export const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

const LABEL_VALUE_SPECIAL = /[\\"\n]/g;
const HELP_SPECIAL = /[\\\n]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };
const escapeOne = (character: string): string => ESCAPES[character] ?? character;

export const escapeLabelValue = (value: string): string => value.replace(LABEL_VALUE_SPECIAL, escapeOne);
export const escapeHelp = (help: string): string => help.replace(HELP_SPECIAL, escapeOne);

/** `NaN`, `+Inf`, `-Inf`, else the shortest decimal that reads back as the same number. */
export function numberText(value: number): string {
  if (value - value === 0) return value === 0 ? '0' : `${value}`;
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : 'NaN';
}

/** `a="x",b="y"`, without braces. */
export const labelPairs = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escapeLabelValue(values[index] ?? '')}"`).join(',');
