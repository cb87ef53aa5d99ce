/** Pieces of the text formats (prometheus.io/docs/instrumenting/exposition_formats, prometheus.io/docs/specs/om/open_metrics_spec). */

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

/**
 * An upper edge as Prometheus writes it where it writes it itself (protobuf; every format from version 3 on): `1.0`,
 * `0.25`, `1e+06`. One spelling in all formats, since a series with another is another series.
 */
export function edgeText(edge: number): string {
  if (!Number.isFinite(edge) || edge === 0) return edge === 0 ? '0.0' : numberText(edge);
  const [digits = '', power = ''] = edge.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return Number.isInteger(edge) ? `${edge}.0` : `${edge}`;
}

/** `a="x",b="y"`, without braces. */
export const labelPairs = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escapeLabelValue(values[index] ?? '')}"`).join(',');
