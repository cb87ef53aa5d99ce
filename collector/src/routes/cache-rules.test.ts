import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { sortedQuery } from './cache-key.js';
import { systemClock } from '../contract/index.js';
import { explicitFreshSeconds } from './cache-rules-freshness.js';
import { answerBypass, headersToStore, requestBypass, varyNames } from './cache-rules.js';
import { notModified } from './conditional.js';

describe('a request', () => {
  it.each<[string, IncomingHttpHeaders, boolean, string | undefined]>([
    ['GET', {}, false, undefined],
    ['HEAD', {}, false, undefined],
    ['POST', {}, false, 'method'],
    ['GET', { 'x-http-method-override': 'DELETE' }, false, 'method'],
    ['GET', { authorization: 'Bearer x' }, false, 'credentials'],
    ['GET', { cookie: 'session=1' }, false, 'credentials'],
    ['GET', { cookie: '' }, false, 'credentials'],
    ['GET', { cookie: 'session=1', authorization: 'x' }, true, undefined],
    ['GET', { range: 'bytes=0-1' }, false, 'range'],
    ['GET', { 'cache-control': 'no-store' }, false, 'no-cache'],
    ['GET', { 'cache-control': 'max-age=10, No-Cache' }, true, 'no-cache'],
    ['GET', { 'cache-control': 'max-age=0' }, false, 'no-cache'],
    ['GET', { 'cache-control': 'max-age=05' }, false, undefined],
    ['GET', { 'cache-control': 'max-age=10' }, false, undefined],
    ['GET', { pragma: 'no-cache' }, false, 'no-cache'],
  ])('%s with %j (keyed: %s) bypasses for: %s', (method, headers, keyed, expected) => {
    expect(requestBypass(method, '/x', headers, keyed)).toBe(expected);
  });

  it('for an absolute target bypasses', () => {
    expect(requestBypass('GET', 'http://other/x', {}, false)).toBe('target');
  });
});

describe('an answer', () => {
  it.each<[number, OutgoingHttpHeaders, boolean, string | undefined]>([
    [200, {}, false, undefined],
    [201, {}, false, 'status'],
    [304, {}, false, 'status'],
    [500, {}, true, 'status'],
    [200, { 'set-cookie': ['a=1'] }, false, 'set-cookie'],
    [200, { 'set-cookie': ['a=1'] }, true, undefined],
    [200, { 'cache-control': 'private, max-age=60' }, false, 'private'],
    [200, { 'cache-control': 'private="x-user"' }, false, 'private'],
    [200, { 'cache-control': 'PRIVATE' }, true, undefined],
    [200, { 'cache-control': 'no-store' }, true, 'no-store'],
    [200, { 'cache-control': 'no-cache' }, false, 'no-store'],
    [200, { 'cache-control': ['public', 'no-store'] as never }, false, 'no-store'],
    [200, { 'cache-control': 'public, max-age=60' }, false, undefined],
    [200, { vary: '*' }, true, 'vary'],
    [200, { vary: 'accept, *' }, false, 'vary'],
    [200, { vary: 'Accept-Encoding' }, false, undefined],
    [200, { 'content-range': 'bytes 0-1/2' }, false, 'partial'],
    [200, { trailer: 'x-sum' }, false, 'trailers'],
  ])('%i with %j (keyed: %s) is not stored for: %s', (status, headers, keyed, expected) => {
    expect(answerBypass(status, headers, keyed)).toBe(expected);
  });

  it('is stored without what belongs to its connection, its user or its length', () => {
    const headers = {
      date: 'now',
      connection: 'close',
      'set-cookie': ['a=1'],
      etag: '"1"',
      'content-length': 4,
      'content-type': 'text/plain',
    };
    expect(headersToStore(headers, {}, [])).toEqual(['content-type', 'text/plain']);
  });

  it('is stored without what a middleware before us had set, unless the handler changed it', () => {
    const headers = { 'x-request-id': '7', 'cache-control': 'max-age=60' };
    const before = { 'x-request-id': '7', 'cache-control': 'no-cache' };
    expect(headersToStore(headers, before, [])).toEqual(['cache-control', 'max-age=60']);
  });

  it('shares its headers with the answer before, if they are the same', () => {
    const last = headersToStore({ 'content-type': 'text/plain', 'x-a': '1' }, {}, []);
    expect(headersToStore({ 'content-type': 'text/plain', 'x-a': '1' }, {}, last)).toBe(last);
    for (const other of [{ 'content-type': 'text/plain' }, { 'content-type': 'text/plain', 'x-a': '2' }]) {
      expect(headersToStore(other, {}, last)).toEqual(Object.entries(other).flat());
    }
  });

  it('depends on the headers that Vary names', () => {
    expect(varyNames({ vary: ['Accept, ', 'Origin'] as never })).toEqual(['accept', 'origin']);
  });
});

describe('a key', () => {
  it.each([
    ['/a', '/a'],
    ['/a?b=1', '/a?b=1'],
    ['/a?b=1&a=2', '/a?a=2&b=1'],
    ['/a?b=2&a=1&b=1', '/a?a=1&b=2&b=1'],
  ])('%s is looked up as %s', (url, key) => expect(sortedQuery(url)).toBe(key));
});

describe('a conditional request', () => {
  it.each([
    ['W/"1"', '"1"', true],
    ['"0", "1"', 'W/"1"', true],
    ['*', '"1"', true],
    ['"a,b", "c"', 'W/"a,b"', true],
    ['"a,1', '"1"', false],
    ['"2"', '"1"', false],
    [undefined, '"1"', false],
  ])('with If-None-Match %s against %s: %s', (condition, etag, expected) => {
    expect(notModified({ 'if-none-match': condition }, etag, undefined)).toBe(expected);
  });
});

describe('what an answer says about its freshness', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const at = (seconds: number): string => new Date(now + seconds * 1000).toUTCString();
  it.each<[OutgoingHttpHeaders, number | undefined]>([
    [{}, undefined],
    [{ 'cache-control': 'public' }, undefined],
    [{ 'cache-control': 'max-age=60' }, 60],
    [{ 'cache-control': 'max-age=60, s-maxage=10', expires: at(5) }, 10],
    [{ 'cache-control': 'max-age="60"' }, 60],
    [{ 'cache-control': 'x-max-age=60' }, undefined],
    [{ 'cache-control': 'max-age=ten' }, 0],
    [{ 'cache-control': 'max-age=-1' }, 0],
    [{ 'cache-control': 'max-age=1, max-age=100' }, 1],
    [{ 'cache-control': 'max-age=99999999999999999999' }, 2 ** 31],
    [{ 'cache-control': 'max-age=60', age: '20' }, 40],
    [{ 'cache-control': 'max-age=60', age: 'old' }, 60],
    [{ 'cache-control': 'max-age=60', date: at(-30), age: '10' }, 30],
    [{ expires: at(30) }, 30],
    [{ expires: at(30), date: at(-10) }, 30],
    [{ expires: '0' }, 0],
    [{ expires: at(-1) }, -1],
  ])('%j: %s', (headers, expected) =>
    expect(explicitFreshSeconds(headers, { ...systemClock, now: () => now })).toBe(expected)
  );
});
