import { canonicalLabels } from './foreign-labels.js';

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? +(\S+)(?: +(\S+))?$/;
const VALUE = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;
const COMMENT = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)$/;
const EXEMPLAR = / # \{.*$/;
const SUFFIX = /_(?:bucket|sum|count|total|created)$/;
/** Small enough that what follows it is not felt by a request. */
const LINES_PER_SLICE = 1000;

export interface ForeignSample {
  readonly name: string;
  /** `{a="x"}` in canonical spelling, or empty. */
  readonly labels: string;
  /** As it stood, but for one spelling of NaN. */
  readonly value: string;
  readonly timestampMs: number | undefined;
}

export type ForeignType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

/** Samples of one family, or the next of them where there are many. */
export interface ForeignFamily {
  readonly name: string;
  /** Undefined where nothing announced it. */
  readonly type: ForeignType | undefined;
  /** Escaped as in text format 0.0.4. */
  readonly help: string | undefined;
  readonly samples: readonly ForeignSample[];
  /** The family has been begun before. */
  readonly isContinued: boolean;
}

export interface ForeignTextOptions {
  /** The text is OpenMetrics: counters get their suffix back, timestamps are seconds, exemplars are left out. */
  readonly isOpenMetrics: boolean;
  /** Whether the family is somebody else's already; asked once per family, and what is granted is taken. */
  readonly take: (family: string) => boolean;
  /** A family was left out because its name is taken. */
  readonly collided: (family: string) => void;
  /** Lines that are no exposition format, with the first of them. */
  readonly malformed: (line: string) => void;
}

const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary'] satisfies ForeignType[]);
const typeOf = (text: string): ForeignType => (TYPES.has(text) ? (text as ForeignType) : 'untyped');

/** The family that a sample belongs to: the one announced above it if its name fits, else one of its own. */
function familyOf(sample: string, announced: string | undefined): string {
  if (announced === undefined || sample === announced) return sample;
  const stem = sample.replace(SUFFIX, '');
  return stem === announced || stem === announced.replace(SUFFIX, '') ? announced : sample;
}

/** Text 0.0.4 has milliseconds, OpenMetrics seconds. Undefined for what is no number. */
function millisecondsOf(text: string, isOpenMetrics: boolean): number | undefined {
  const number = /^-?\d+(\.\d*)?$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(number) || (!isOpenMetrics && !Number.isInteger(number))) return undefined;
  return isOpenMetrics ? Math.round(number * 1000) : number;
}

/**
 * Reads the exposition text of another registry, line by line, in slices: families whose name is taken and lines that would
 * make Prometheus refuse the whole scrape are left out.
 */
export function* readForeignText(text: string, options: ForeignTextOptions): Generator<ForeignFamily> {
  const { isOpenMetrics } = options;
  const admitted = new Map<string, boolean>();
  const begun = new Set<string>();
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
  if (isOpenMetrics) {
    for (const match of text.matchAll(/^# TYPE (\S+) counter$/gm)) if (match[1] !== undefined) counters.add(match[1]);
  }
  const nameOf = (name: string): string => (counters.has(name) && !name.endsWith('_total') ? `${name}_total` : name);

  let announced: string | undefined;
  let type: ForeignType | undefined;
  let help: string | undefined;
  let current: { name: string; isAnnounced: boolean; samples: ForeignSample[] } | undefined;
  const finished = (): ForeignFamily[] => {
    if (current === undefined || (current.samples.length === 0 && !current.isAnnounced)) return [];
    const { name, isAnnounced, samples } = current;
    const isContinued = begun.has(name);
    if (isContinued && samples.length === 0) return [];
    begun.add(name);
    return [{ name, type: isAnnounced ? type : undefined, help: isAnnounced ? help : undefined, samples, isContinued }];
  };

  let lines = 0;
  for (const raw of linesOf(text)) {
    lines += 1;
    const comment = raw.startsWith('#') ? COMMENT.exec(raw) : null;
    if (comment !== null) {
      const [, kind = '', bare = '', rest = ''] = comment;
      const name = nameOf(bare);
      if (name !== announced) {
        yield* finished();
        announced = name;
        type = help = undefined;
        current = admits(name) ? { name, isAnnounced: true, samples: [] } : undefined;
      }
      if (kind === 'TYPE') type = typeOf(rest);
      else help = isOpenMetrics ? rest.replaceAll('\\"', '"') : rest;
    } else if (!raw.startsWith('#') && raw !== '') {
      const line = isOpenMetrics ? raw.replace(EXEMPLAR, '') : raw;
      const [, name = '', braces = '', value = '', time] = SAMPLE.exec(line) ?? [];
      const labels = canonicalLabels(braces);
      const timestampMs = time === undefined ? undefined : millisecondsOf(time, isOpenMetrics);
      if (labels === undefined || !VALUE.test(value) || (time !== undefined && timestampMs === undefined)) {
        options.malformed(raw);
        continue;
      }
      const family = familyOf(name, announced);
      if (!admits(family)) continue;
      if (current?.name !== family) {
        yield* finished();
        current = { name: family, isAnnounced: family === announced, samples: [] };
      }
      current.samples.push({ name, labels, value: /^nan$/i.test(value) ? 'NaN' : value, timestampMs });
    }
    if (lines % LINES_PER_SLICE === 0) {
      yield* finished();
      if (current !== undefined) current = { ...current, samples: [] };
    }
  }
  yield* finished();
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
