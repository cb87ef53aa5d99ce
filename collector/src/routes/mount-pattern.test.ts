import { describe, expect, it } from '@jest/globals';
import { fromExpression, placeParameters } from './mount-pattern.js';

describe('the pattern of a mount', () => {
  it.each<[string, [string, unknown][], string | undefined]>([
    ['/t/7', [['tid', '7']], '/t/:tid'],
    ['/t/t', [['tid', 't']], '/t/:tid'],
    [
      '/a/1/b/1',
      [
        ['a', '1'],
        ['b', '1'],
      ],
      '/a/:a/b/:b',
    ],
    ['/t/a%20b', [['tid', 'a b']], '/t/:tid'],
    ['/f/a/b', [['path', ['a', 'b']]], '/f/*path'],
    ['/t/7', [['tid', '8']], undefined],
  ])('%s with %j is %s', (path, parameters, expected) => {
    expect(placeParameters(path, parameters)).toBe(expected);
  });

  it.each([
    [/^\/t\/(?:([^/]+?))\/?(?=\/|$)/i, ['tid'], '/t/:tid'],
    [/^\/t(?:\/([^/]+?))\/?(?=\/|$)/i, ['tid'], '/t/:tid'],
    [/^\/api\/v1\.0\/?(?=\/|$)/i, [], '/api/v1.0'],
    [/^\/x(\d+)/, ['0'], String(/^\/x(\d+)/)],
  ])('%s with %j is %s', (expression, names, expected) => {
    expect(
      fromExpression(
        expression,
        names.map((name) => ({ name }))
      )
    ).toBe(expected);
  });
});
