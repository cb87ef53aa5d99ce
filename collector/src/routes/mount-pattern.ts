import type { Layer } from './app-request.js';

/**
 * The pattern under which a router was mounted: Express 5.3 keeps it, Express 4 keeps the regular expression made of it,
 * and the releases between keep neither, so that it has to be found from one path that matches. `undefined` where it cannot
 * be said; values out of a path never become part of it, or a series would follow from each.
 */
export function mountPatterns(layer: Layer, rest: string): readonly string[] | undefined {
  if (layer.slash === true || layer.regexp?.fast_slash === true) return [''];
  if (layer.rawPath !== undefined) return fromRaw(layer.rawPath);
  const pattern = layer.regexp === undefined ? fromMatch(layer, rest) : fromExpression(layer.regexp, layer.keys ?? []);
  return pattern === undefined ? undefined : [trimmed(pattern)];
}

function fromRaw(raw: unknown): readonly string[] | undefined {
  const all: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  return all.map((one) => (typeof one === 'string' ? trimmed(one) : String(one)));
}

const trimmed = (pattern: string): string => (pattern.endsWith('/') ? pattern.slice(0, -1) : pattern);

/** Undoes path-to-regexp 0.1: `^\/t\/(?:([^\/]+?))\/?(?=\/|$)` with key `tid` is `/t/:tid`. */
export function fromExpression(expression: RegExp, keys: readonly { readonly name: string | number }[]): string {
  let next = 0;
  const text = expression.source
    .replace(/^\^/, '')
    .replace(/(?:\\\/)?\??\(\?=\\\/\|\$\)$/, '')
    .replace(/\(\?:\\?\/?\(\[\^\\?\/\]\+\?\)\)|\(\[\^\\?\/\]\+\?\)/g, (group) => {
      const slash = /^\(\?:\\?\//.test(group) ? '/' : '';
      return `${slash}:${keys[next++]?.name ?? next}`;
    })
    .replace(/\\(.)/g, '$1');
  // Anything else was a regular expression to begin with.
  return /[()[\]^$]/.test(text) ? expression.toString() : text;
}

/** Express 5.0 to 5.2: asks the layer which part of `rest` it takes, and under which parameters. */
function fromMatch(layer: Layer, rest: string): string | undefined {
  if (typeof layer.match !== 'function') return undefined;
  const { params, path } = layer;
  try {
    if (layer.match(rest) === false || typeof layer.path !== 'string') return undefined;
    return typeof layer.params === 'object' && layer.params !== null
      ? placeParameters(layer.path, Object.entries(layer.params))
      : layer.path;
  } finally {
    layer.params = params;
    layer.path = path;
  }
}

/**
 * Puts parameters in the place of their values, the last first and as far right as they fit: a value that equals a fixed
 * segment of its own pattern can trade places with it, but cannot become part of the pattern.
 */
export function placeParameters(path: string, parameters: readonly (readonly [string, unknown])[]): string | undefined {
  let rest = path;
  let tail = '';
  for (const [name, value] of [...parameters].reverse()) {
    const wildcard = Array.isArray(value);
    const text = wildcard ? value.map((part) => encode(part)).join('/') : encode(value);
    const at = [text, String(wildcard ? value.join('/') : value)]
      .map((form) => ({ begin: rest.lastIndexOf(form), length: form.length }))
      .find(({ begin }) => begin >= 0);
    if (at === undefined || at.length === 0) return undefined;
    tail = `${wildcard ? '*' : ':'}${name}${rest.slice(at.begin + at.length)}${tail}`;
    rest = rest.slice(0, at.begin);
  }
  return rest + tail;
}

const encode = (value: unknown): string => encodeURIComponent(String(value));
