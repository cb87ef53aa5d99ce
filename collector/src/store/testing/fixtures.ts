import type { Actor, Clock, LedgerEntry } from '../../contract/index.js';

export const person: Actor = { kind: 'terminal', name: 'ada' };

/** A clock that stands still; nothing that waits for it ever runs. */
export const stillClock: Clock = {
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  monotonic: () => 0,
  after: () => () => {},
};

export const audit = (number: number, service = 'shop'): LedgerEntry => ({
  kind: 'audit',
  at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
  service,
  actor: person,
  action: 'targets',
  before: { response_time: number },
  after: { response_time: number + 1, note: 'ü\n"{}' },
});
