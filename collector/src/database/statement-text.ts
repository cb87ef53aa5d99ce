/**
 * One form for all texts of a statement: literals, parameters and numbers are `?`, lists of them are one `?`, comments and
 * spacing are gone, keywords and unquoted names (which PostgreSQL folds anyway) are lower case. A single pass over tokens
 * as the PostgreSQL manual has them (4.1 Lexical Structure, standard_conforming_strings on).
 */
const TOKENS = new RegExp(
  [
    /(?<space>\s+|--[^\n]*)/,
    /(?<comment>\/\*)/,
    /(?<literal>[eE]'(?:[^'\\]|\\.|'')*'?|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'?)/,
    /(?<dollar>\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$)/,
    /(?<parameter>\$\d+)/,
    /(?<number>(?:0[xXoObB][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?))/,
    /(?<quoted>"(?:[^"]|"")*"?)/,
    /(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)/,
    /(?<cast>::)/,
    /(?<punctuation>[(),;.[\]])/,
    /(?<operator>(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?:])+)/,
    /(?<other>[^])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'y'
);

/** Longer texts are cut here before they are looked at; two that differ only behind it are taken for one. */
const MAX_TEXT = 20_000;

/** Words after which a parenthesis is no function call. */
const SPACED = new Set(
  'all and any as by case distinct else except exists from having in intersect into join lateral not on or over returning select set some then union update using values when where with'.split(
    ' '
  )
);

/** End of a block comment that begins at `from`; they nest. */
function commentEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === '/*') {
      depth++;
      at++;
    } else if (pair === '*/') {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.length) {
    const at = TOKENS.lastIndex;
    const match = TOKENS.exec(text);
    const groups = match?.groups;
    if (match === null || groups === undefined) break;
    if (groups['space'] !== undefined) continue;
    if (groups['comment'] !== undefined) {
      TOKENS.lastIndex = commentEnd(text, at);
    } else if (groups['dollar'] !== undefined) {
      const end = text.indexOf(groups['dollar'], TOKENS.lastIndex);
      TOKENS.lastIndex = end < 0 ? text.length : end + groups['dollar'].length;
      value(tokens);
    } else if (groups['literal'] ?? groups['parameter'] ?? groups['number']) {
      value(tokens);
    } else {
      tokens.push(groups['word'] === undefined ? match[0] : match[0].toLowerCase());
    }
  }
  while (tokens.at(-1) === ';') tokens.pop();
  return tokens;
}

/** Adds a value; a sign before it belongs to it unless something stands before the sign that it could be taken from. */
function value(tokens: string[]): void {
  const sign = tokens.at(-1);
  if (sign === '-' || sign === '+') {
    const before = tokens.at(-2);
    const binary = before !== undefined && (before === '?' || before === ')' || before === ']' || isName(before));
    if (!binary) tokens.pop();
  }
  tokens.push('?');
}

const isName = (token: string): boolean => /^["A-Za-z_\u0080-\uffff]/.test(token) && !SPACED.has(token);

/** `?, ?, ?` becomes `?`, and then `(?), (?)` becomes `(?)`. */
function collapseLists(tokens: readonly string[]): string[] {
  const flat: string[] = [];
  for (const token of tokens) {
    if (token === '?' && flat.at(-1) === ',' && flat.at(-2) === '?') flat.pop();
    else flat.push(token);
  }
  const rows: string[] = [];
  for (const token of flat) {
    rows.push(token);
    if (rows.slice(-7).join(' ') === '( ? ) , ( ? )') rows.splice(-4);
  }
  return rows;
}

const TIGHT_BEFORE = new Set([',', ')', ']', '.', '::', ';', '[']);
const TIGHT_AFTER = new Set(['(', '[', '.', '::']);

function join(tokens: readonly string[]): string {
  let text = '';
  let last = '';
  for (const token of tokens) {
    const call = token === '(' && isName(last);
    const tight = text === '' || TIGHT_BEFORE.has(token) || TIGHT_AFTER.has(last) || call;
    text += tight ? token : ` ${token}`;
    last = token;
  }
  return text;
}

/** Statement with literals replaced; equal for all texts that mean the same statement. */
export function normaliseStatement(text: string): string {
  return join(collapseLists(tokensOf(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text)));
}

export const OPERATIONS = ['select', 'insert', 'update', 'delete', 'other'] as const;
export type Operation = (typeof OPERATIONS)[number];

const isOperation = (word: string): word is Operation =>
  word !== 'other' && (OPERATIONS as readonly string[]).includes(word);

/** What a normalised statement does; of `with … select` the last part counts. */
export function operationOf(normalised: string): Operation {
  const first = /^[( ]*([a-z]+)/.exec(normalised)?.[1] ?? '';
  if (isOperation(first)) return first;
  if (first !== 'with') return 'other';
  let depth = 0;
  for (const [token] of normalised.matchAll(/[()]|"(?:[^"]|"")*"|[a-z_][a-z0-9_$]*/g)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && isOperation(token)) return token;
  }
  return 'other';
}
