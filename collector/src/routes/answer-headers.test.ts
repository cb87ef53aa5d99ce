import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RecurringHeaders } from './answer-headers.js';

function answer(headers: Readonly<Record<string, string | number | string[]>>): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return response;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('recurring headers', () => {
  it('are one object while they are the same', () => {
    const recurring = new RecurringHeaders();
    const first = recurring.of(answer(JSON_TYPE));
    expect({ ...first }).toEqual({ 'content-type': 'application/json' });
    expect(recurring.of(answer(JSON_TYPE))).toBe(first);
  });

  it.each([
    ['another value', { 'Content-Type': 'text/html' }],
    ['one more', { ...JSON_TYPE, 'Set-Cookie': ['a=1'] }],
    ['another name', { 'Cache-Control': 'private' }],
    ['none', {}],
  ])('are another object for %s', (_, headers) => {
    const recurring = new RecurringHeaders(['etag']);
    const first = recurring.of(answer(JSON_TYPE));
    const second = recurring.of(answer(headers));
    expect(second).not.toBe(first);
    expect({ ...second }).toEqual(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    );
    expect({ ...first }).toEqual({ 'content-type': 'application/json' });
  });

  it('stay the same object for what differs from answer to answer, with its present value', () => {
    const recurring = new RecurringHeaders(['content-length', 'etag']);
    const first = recurring.of(answer({ ...JSON_TYPE, 'Content-Length': 5, ETag: '"a"' }));
    const second = recurring.of(answer({ ...JSON_TYPE, 'Content-Length': 7, ETag: '"b"' }));
    expect(second).toBe(first);
    expect({ ...second }).toEqual({ 'content-type': 'application/json', 'content-length': 7, etag: '"b"' });
    expect(recurring.of(answer({ ...JSON_TYPE, 'Content-Length': 7 }))).not.toBe(first);
  });
});
