const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? +(\S+)( +-?\d+)?$/;
const VALUE = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;
const COMMENT = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)$/;
const EXEMPLAR = / # \{.*$/;
const SUFFIX = /_(?:bucket|sum|count|total|created)$/;
const LINES_PER_SLICE = 4000;

export interface ForeignTextOptions {
  /** The text is OpenMetrics: units, exemplars and the end mark have no place in 0.0.4, counters get their suffix back. */
  readonly isOpenMetrics: boolean;
  /** Whether the family is somebody else's already; asked once per family, and what is granted is taken. */
  readonly take: (family: string) => boolean;
  /** A family was left out because its name is taken. */
  readonly collided: (family: string) => void;
  /** Lines that are no exposition format, with the first of them. */
  readonly malformed: (line: string) => void;
}

/** The family that a sample belongs to: the one announced above it if its name fits, else one of its own. */
function familyOf(sample: string, announced: string | undefined): string {
  if (announced === undefined || sample === announced) return sample;
  const stem = sample.replace(SUFFIX, '');
  return stem === announced || stem === announced.replace(SUFFIX, '') ? announced : sample;
}

/**
 * Passes the exposition text of another registry on, line by line, in slices: families whose name is taken and lines
 * that would make Prometheus refuse the whole scrape are left out.
 */
export function* admitForeignText(text: string, options: ForeignTextOptions): Generator<string> {
  const admitted = new Map<string, boolean>();
  const admits = (family: string): boolean => {
    let admit = admitted.get(family);
    if (admit === undefined) {
      admit = options.take(family);
      admitted.set(family, admit);
      if (!admit) options.collided(family);
    }
    return admit;
  };

  const counters = new Set<string>();
  if (options.isOpenMetrics) {
    for (const match of text.matchAll(/^# TYPE (\S+) counter$/gm)) if (match[1] !== undefined) counters.add(match[1]);
  }
  const nameOf = (name: string): string => (counters.has(name) && !name.endsWith('_total') ? `${name}_total` : name);

  let announced: string | undefined;
  let slice = '';
  let lines = 0;
  for (const raw of linesOf(text)) {
    lines += 1;
    const comment = raw.startsWith('#') ? COMMENT.exec(raw) : null;
    if (comment !== null) {
      const [, kind = '', name = '', rest = ''] = comment;
      announced = nameOf(name);
      if (admits(announced)) slice += `# ${kind} ${announced} ${rest === 'unknown' ? 'untyped' : rest}\n`;
    } else if (!raw.startsWith('#') && raw !== '') {
      const line = options.isOpenMetrics ? raw.replace(EXEMPLAR, '') : raw;
      const [, name = '', , value = ''] = SAMPLE.exec(line) ?? [];
      if (!VALUE.test(value)) options.malformed(raw);
      else if (admits(familyOf(name, announced))) slice += `${line}\n`;
    }
    if (lines % LINES_PER_SLICE === 0) {
      yield slice;
      slice = '';
    }
  }
  if (slice !== '') yield slice;
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}
