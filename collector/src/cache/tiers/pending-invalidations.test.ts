import { expect, it } from '@jest/globals';
import { PendingInvalidations } from './pending-invalidations.js';

it('what could not be told is remembered by key, and as everything once it is too much', () => {
  const pending = new PendingInvalidations();
  expect([pending.isEmpty, pending.has('a'), pending.first()]).toEqual([true, false, undefined]);
  pending.add('a');
  pending.add('a');
  expect([pending.isEmpty, pending.has('a'), pending.has('b'), pending.first()]).toEqual([false, true, false, 'a']);
  pending.done('a');
  expect(pending.isEmpty).toBe(true);
  for (let key = 0; key <= 10_000; key++) pending.add(`k${key}`);
  expect([pending.all, pending.has('never added'), pending.first()]).toEqual([true, true, undefined]);
  pending.allDone();
  expect(pending.isEmpty).toBe(true);
});
