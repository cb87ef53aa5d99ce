/** A path pattern of Express that cannot be used; the message says what would be right. */
export class PathPatternError extends Error {
  override readonly name = 'PathPatternError';
}

export interface PathPattern {
  readonly pattern: string;
  /** Has neither parameters nor optional parts: equal paths are all that it matches. */
  readonly literal: boolean;
  /** Lower-cased first segment, where that is fixed: an index over patterns. */
  readonly firstSegment: string | undefined;
  /** Equal for patterns that match the same paths but for the names of their parameters. */
  readonly shape: string;
  matches(path: string): boolean;
}

const NAME = /[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*/uy;
const RESERVED = new Set('()[]+?!');

/**
 * Compiles a path as Express 5 writes it: `/a/:id`, `/files/*path`, `/a{/:optional}`, `\` before a character that is meant
 * literally; Express 4's `*` and `:id?` are understood, its regular expressions are not. Like Express by default it ignores
 * case and a trailing slash. @throws PathPatternError
 */
export function compilePath(pattern: string): PathPattern {
  if (!pattern.startsWith('/')) {
    throw new PathPatternError(`"${pattern}" does not begin with a slash; write "/${pattern}"`);
  }
  const { source, shape, literal } = translate(pattern);
  const expression = new RegExp(`^${source.replace(/\/$/, '')}/?$`, 'i');
  const matchesExactly = exactMatcher(pattern);
  const first = /^\/([^/:*{}\\?]+)(?=\/|$)/.exec(pattern)?.[1];
  return {
    pattern,
    literal,
    firstSegment: first?.toLowerCase(),
    shape: shape.toLowerCase().replace(/(.)\/$/, '$1'),
    matches:
      matchesExactly === undefined
        ? (path) => expression.test(path)
        : (path) => matchesExactly(path) || expression.test(path),
  };
}

/**
 * A quick way to say yes for patterns whose segments are each fixed or one parameter: true only where the pattern matches. It
 * knows neither other case nor a trailing slash.
 */
function exactMatcher(pattern: string): ((path: string) => boolean) | undefined {
  if (!/^(?:\/(?:[\w.~-]+|:[A-Za-z_$][\w$]*))+$/.test(pattern)) return undefined;
  // Fixed text, a parameter, fixed text, a parameter …
  const fixed = pattern.split(/:[\w$]+/);
  const [begin = '', rest] = fixed;
  if (fixed.length === 2 && rest === '') {
    return (path) => path.length > begin.length && path.startsWith(begin) && path.indexOf('/', begin.length) < 0;
  }
  return (path) => {
    let at = 0;
    for (let index = 0; index < fixed.length; index++) {
      const text = fixed[index] as string;
      if (index > 0) {
        const end = path.indexOf('/', at);
        const next = end < 0 ? path.length : end;
        if (next === at) return false;
        at = next;
      }
      if (!path.startsWith(text, at)) return false;
      at += text.length;
    }
    return at === path.length;
  };
}

/** A pattern that Express took already. */
export type LoosePattern = Pick<PathPattern, 'pattern' | 'matches'>;

/** For patterns that are not ours to refuse: what cannot be compiled (a regular expression) fits everything. */
export function toPathPattern(pattern: string): LoosePattern {
  try {
    return compilePath(pattern);
  } catch (error) {
    if (error instanceof PathPatternError) return { pattern, matches: () => true };
    throw error;
  }
}

function translate(pattern: string): { source: string; shape: string; literal: boolean } {
  let source = '';
  let shape = '';
  let literal = true;
  let depth = 0;
  let index = 0;
  const emit = (regexp: string, form: string): void => {
    source += regexp;
    shape += form;
  };
  const nameAt = (position: number): string => {
    NAME.lastIndex = position;
    return NAME.exec(pattern)?.[0] ?? '';
  };
  while (index < pattern.length) {
    const character = pattern.charAt(index++);
    if (character === '\\') {
      const escaped = pattern.charAt(index++);
      if (escaped === '') throw new PathPatternError(`"${pattern}" ends in a backslash; remove it or escape something`);
      emit(quote(escaped), escaped);
    } else if (character === ':') {
      const name = nameAt(index);
      if (name === '') throw new PathPatternError(`"${pattern}" has a ":" without a name; write ":id" or "\\:"`);
      index += name.length;
      literal = false;
      if (pattern.charAt(index) === '?') {
        index++;
        // Express 4: an optional parameter takes the slash before it along.
        if (!source.endsWith('/')) throw new PathPatternError(`"${pattern}": write "{/:${name}}" for an optional part`);
        source = `${source.slice(0, -1)}(?:/[^/]+?)?`;
        shape = `${shape.slice(0, -1)}{/:}`;
      } else emit('[^/]+?', ':');
    } else if (character === '*') {
      index += nameAt(index).length;
      literal = false;
      emit('.+', '*');
    } else if (character === '{') {
      depth++;
      literal = false;
      emit('(?:', '{');
    } else if (character === '}') {
      if (--depth < 0) throw new PathPatternError(`"${pattern}" closes a brace that was not opened`);
      emit(')?', '}');
    } else if (RESERVED.has(character)) {
      throw new PathPatternError(
        `"${pattern}" contains "${character}", which Express reserves; write optional parts as "{/:id}", parameters as ":id", or escape it with a backslash`
      );
    } else emit(quote(character), character);
  }
  if (depth > 0) throw new PathPatternError(`"${pattern}" opens a brace that is not closed; add "}"`);
  return { source, shape, literal };
}

const quote = (character: string): string => character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
