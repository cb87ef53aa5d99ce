import { describe, expect, it } from '@jest/globals';
import { describeDatabaseError, errorClassOf, sqlStateOf } from './sqlstate.js';

const error = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('the class of a database error', () => {
  it.each([
    [error('duplicate key', '23505'), '23'],
    [error('deadlock detected', '40P01'), '40'],
    [error('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'connection'],
    [error('write EPIPE', 'EPIPE'), 'connection'],
    [error('Connection terminated unexpectedly'), 'connection'],
    [error('Connection terminated due to connection timeout'), 'connection'],
    [error('timeout exceeded when trying to connect'), 'timeout'],
    [error('Query read timeout'), 'timeout'],
    [error('cannot serialise a BigInt'), 'other'],
    ['a string', 'other'],
  ])('of %p is %s', (given, expected) => {
    expect(errorClassOf(given)).toBe(expected);
  });

  it('does not take a code of Node for a SQLSTATE', () => {
    expect(sqlStateOf(error('write EPIPE', 'EPIPE'))).toBeUndefined();
  });
});

describe('the words for a database error', () => {
  it.each([
    ['28P01', 'refused the password'],
    ['53300', 'no connection left'],
    ['57P03', 'starting up'],
    ['42501', 'pg_monitor'],
    ['25006', 'read-only'],
    ['57014', 'cancelled'],
    ['55P03', 'lock'],
    ['40P01', 'deadlock'],
    ['23505', 'constraint'],
    ['ECONNREFUSED', 'nothing listens'],
  ])('for %s say "%s" and what to do', (code, words) => {
    const sentence = describeDatabaseError(error('as the server has it', code));
    expect(sentence).toContain(words);
    expect(sentence).toMatch(/^Database: .*\. [A-Z].*\.$/);
  });

  it('tell a full pool from a network that does not answer', () => {
    expect(describeDatabaseError(error('timeout exceeded when trying to connect'))).toContain('of the pool');
    expect(describeDatabaseError(error('Connection terminated due to connection timeout'))).toContain('network');
  });

  it('keep the reason that they do not know', () => {
    expect(describeDatabaseError(new Error('the moon is full'))).toContain('the moon is full');
  });
});
