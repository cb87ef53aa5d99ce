import { describe, expect, it } from '@jest/globals';
import { defaultKey, sortedQuery, withRouteKey, withVary } from './cache-key.js';

const HOME = 'shop.example';
const keyOf = (host: string | undefined, url: string, more: Record<string, string> = {}): string =>
  defaultKey({ ...(host === undefined ? {} : { host }), ...more }, url, HOME);

describe('the key of an answer', () => {
  it('is the URL alone for the host that almost all requests name', () => {
    expect(keyOf(HOME, '/items/1')).toBe('/items/1');
    expect(keyOf(HOME, '/items?b=1&a=2')).toBe('/items?a=2&b=1');
  });

  it('differs for every host, also for one that was made to run into the path', () => {
    const keys = [
      keyOf(HOME, '/b/c'),
      keyOf('other.example', '/b/c'),
      keyOf('other.example/b', '/c'),
      keyOf(`${HOME}/b`, '/c'),
      keyOf('', '/b/c'),
      keyOf(undefined, '/other.example/b/c'),
      keyOf(HOME, '/b/c', { 'x-forwarded-host': 'other.example' }),
      keyOf(HOME, '/b/c', { 'x-forwarded-proto': 'other.example' }),
      withRouteKey(keyOf(HOME, '/b/c'), 'other.example'),
      withVary(keyOf(HOME, '/b/c'), ['accept'], { accept: 'other.example' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps the order of values of one name in a query', () => {
    expect(sortedQuery('/x?b=1&a=2&a=1')).toBe('/x?a=2&a=1&b=1');
  });
});
