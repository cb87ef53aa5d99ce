import { describe, expect, it } from '@jest/globals';
import type { GrowthEngineRoute } from '../contract/index.js';
import { createRouteTable } from './table.js';

const table = (...paths: string[]) => createRouteTable(paths.map((path) => ({ id: path, path })));

describe('the route table', () => {
  it.each([
    ['/dashboard', '/dashboard'],
    ['/dashboard/', '/dashboard'],
    ['/Dashboard', '/dashboard'],
    ['/products/7', '/products/:id'],
    ['/products/7/', '/products/:id'],
    ['/products/a%20b', '/products/:id'],
    ['/files/a/b/c', '/files/*path'],
    ['/list', '/list{/:page}'],
    ['/list/2', '/list{/:page}'],
    ['/flights/ams-nyc', '/flights/:from-:to'],
    ['/old/5', '/old/:id?'],
    ['/old', '/old/:id?'],
    ['/', '/'],
    ['/tenants/x/items/9', '/:kind/x/items/:id'],
    ['/products', undefined],
    ['/products/7/8', undefined],
    ['/dashboards', undefined],
    ['/files', undefined],
    ['/nope', undefined],
  ])('finds the declared route of %s', (path, expected) => {
    const routes = table(
      '/',
      '/dashboard',
      '/products/:id',
      '/files/*path',
      '/list{/:page}',
      '/flights/:from-:to',
      '/old/:id?',
      '/:kind/x/items/:id'
    );
    expect(routes.match(path)?.path).toBe(expected);
  });

  it('prefers a fixed path to one with parameters', () => {
    expect(table('/products/:id', '/products/new').match('/products/new')?.path).toBe('/products/new');
  });

  it('gives a route that declares no priority the medium one', () => {
    expect(table('/a').match('/a')?.priority).toBe('medium');
  });

  it.each<[string, GrowthEngineRoute[], string]>([
    [
      'an id used twice',
      [
        { id: 'a', path: '/a' },
        { id: 'a', path: '/b' },
      ],
      'Route "a": its id is used twice; give each route an id of its own.',
    ],
    [
      'a path declared twice',
      [
        { id: 'a', path: '/x/:id' },
        { id: 'b', path: '/X/:key/' },
      ],
      'Route "b": its path /X/:key/ is the path of route "a"; declare each path once.',
    ],
    ['an empty id', [{ id: '', path: '/a' }], 'The route with path /a has no id'],
    [
      'an unknown strategy',
      [{ id: 'a', path: '/a', cacheStrategy: 'forever' as 'long' }],
      'Route "a": cacheStrategy is "forever"; use one of instant, short, medium, long, persistent.',
    ],
    [
      'an unknown priority',
      [{ id: 'a', path: '/a', priority: 'urgent' as 'high' }],
      'Route "a": priority is "urgent"; use one of high, medium, low.',
    ],
    [
      'a staleness below the TTL',
      [{ id: 'a', path: '/a', ttlSeconds: 10, maxStalenessSeconds: 5 }],
      'Route "a": maxStalenessSeconds 5 is below its TTL of 10 s',
    ],
    [
      'a staleness below the strategy’s TTL',
      [{ id: 'a', path: '/a', cacheStrategy: 'short', maxStalenessSeconds: 5 }],
      'below its TTL of 300 s',
    ],
    ['a TTL of 0', [{ id: 'a', path: '/a', ttlSeconds: 0 }], 'ttlSeconds is 0'],
    ['half an entry', [{ id: 'a', path: '/a', capacity: 0.5 }], 'capacity is 0.5'],
    ['a path without slash', [{ id: 'a', path: 'a' }], 'Route "a": path "a" does not begin with a slash; write "/a".'],
    ['a regular expression', [{ id: 'a', path: '/a(b)?' }], 'Express reserves'],
    ['a parameter without name', [{ id: 'a', path: '/a/:' }], 'has a ":" without a name'],
    ['an open brace', [{ id: 'a', path: '/a{/:b' }], 'opens a brace that is not closed'],
  ])('refuses %s in one sentence', (_, routes, message) => {
    expect(() => createRouteTable(routes)).toThrow(message);
  });
});
