/** As OpenMetrics wants it, the strictest of our formats. */
const CANONICAL = /^\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*"(?:,(?!\})|(?=\})))*\}$/;
/** As text 0.0.4 allows it, with spaces and a comma at the end. */
const PAIR = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|\})/y;
const ESCAPE = /\\(.)/g;

/** Names and escaped values of `{a="x",b="y"}`; undefined where that is no label set. */
function pairsOf(labels: string): readonly (readonly [string, string])[] | undefined {
  const pairs: [string, string][] = [];
  PAIR.lastIndex = 1;
  let end = '';
  while (end !== '}') {
    const from = PAIR.lastIndex;
    const match = PAIR.exec(labels);
    if (match === null) return /^\s*\}$/.test(labels.slice(from)) ? pairs : undefined;
    const [, name = '', value = ''] = match;
    pairs.push([name, value]);
    end = match[3] ?? '';
  }
  return PAIR.lastIndex === labels.length ? pairs : undefined;
}

/** The label set in a spelling that all formats take; undefined where it is none. */
export function canonicalLabels(labels: string): string | undefined {
  if (labels === '' || CANONICAL.test(labels)) return labels;
  const pairs = pairsOf(labels);
  return pairs && `{${pairs.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
}

/** Names and values of a canonical label set. */
export const labelsOf = (canonical: string): readonly (readonly [string, string])[] =>
  (canonical === '' ? [] : (pairsOf(canonical) ?? [])).map(([name, value]) => [
    name,
    value.replace(ESCAPE, (_, character: string) => (character === 'n' ? '\n' : character)),
  ]);
