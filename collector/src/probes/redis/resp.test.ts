import { describe, expect, it } from '@jest/globals';
import { encodeCommand, readReply, RespError } from './resp.js';

const read = (text: string, at = 0) => readReply(Buffer.from(text, 'latin1'), at);

describe('an answer of Redis', () => {
  it.each([
    ['+OK\r\n', { kind: 'text', text: 'OK' }],
    [':1000\r\n', { kind: 'text', text: '1000' }],
    ['-ERR no\r\n', { kind: 'error', text: 'ERR no' }],
    ['$5\r\nhello\r\n', { kind: 'text', text: 'hello' }],
    ['$4\r\na\r\nb\r\n', { kind: 'text', text: 'a\r\nb' }],
    ['$0\r\n\r\n', { kind: 'text', text: '' }],
    ['$-1\r\n', { kind: 'text', text: '' }],
  ])('%j is read', (text, reply) => {
    expect(read(text)).toEqual({ reply, next: text.length });
  });

  it('is waited for until its last byte has come, and what follows it is left alone', () => {
    const whole = '$5\r\nhello\r\n';
    for (let length = 0; length < whole.length; length += 1) expect(read(whole.slice(0, length))).toBeUndefined();
    expect(read(`${whole}+OK\r\n`)?.next).toBe(whole.length);
    expect(read(`${whole}+OK\r\n`, whole.length)?.reply.text).toBe('OK');
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n\r\n', 'H', '*1\r\n', '$x\r\n', '$2\r\nabcd', '$999999999\r\n', '\0'])(
    'is not %j',
    (text) => {
      expect(() => read(text)).toThrow(RespError);
    }
  );

  it('is given up on when a line has no end', () => {
    expect(() => read(`+${'x'.repeat(70_000)}`)).toThrow('without an end');
  });
});

it('a command is sent by the lengths of its parts in bytes, so that no part can end it', () => {
  expect(encodeCommand(['AUTH', 'ü\r\n'])).toBe('*2\r\n$4\r\nAUTH\r\n$4\r\nü\r\n\r\n');
});
