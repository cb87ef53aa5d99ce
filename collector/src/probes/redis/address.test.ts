import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from './address.js';

describe('the URL of a Redis server', () => {
  it('says host, port, TLS and who asks', () => {
    expect(parseRedisUrl('redis://cache.internal')).toEqual({
      host: 'cache.internal',
      port: 6379,
      isTls: false,
      serverName: 'cache.internal',
      user: undefined,
      password: undefined,
    });
    expect(parseRedisUrl('rediss://probe:p%40ss%2Fword@[::1]:6380/0')).toEqual({
      host: '::1',
      port: 6380,
      isTls: true,
      serverName: undefined,
      user: 'probe',
      password: 'p@ss/word',
    });
  });

  it.each(['secret', 'http://a:secret@b', 'redis://:secret@', 'redis://:secret%@host', 'redis:///secret'])(
    'is not %s, and the error does not repeat it',
    (text) => {
      let message = '';
      try {
        parseRedisUrl(text);
      } catch (error) {
        message = String(error) + String((error as Error).cause);
      }
      expect(message).toContain('not a valid URL');
      expect(message).not.toContain('secret');
    }
  );
});
