import type { Clock, LedgerEntry, ServiceState, Store } from '../contract/index.js';
import { ProblemError } from '../contract/index.js';
import { EMPTY_STATE, ledgerLimit, matchesQuery } from './empty-state.js';

/** How much of the history is remembered where there is no directory to keep it in. */
const REMEMBERED_ENTRIES = 10_000;

/** For an engine without a state directory: forgets everything at the end of the process. */
export function createMemoryStore(_clock: Clock): Store {
  const states = new Map<string, ServiceState>();
  const entries: LedgerEntry[] = [];
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw closedProblem();
  };

  return {
    services: async () => {
      assertOpen();
      return Promise.resolve([...states.keys()].sort());
    },
    read: async (service) => {
      assertOpen();
      return Promise.resolve(structuredClone(states.get(service) ?? EMPTY_STATE));
    },
    write: async (service, expected, next) => {
      assertOpen();
      if ((states.get(service) ?? EMPTY_STATE).revision !== expected) return Promise.resolve(undefined);
      const state = { ...structuredClone(next), revision: expected + 1 };
      states.set(service, state);
      return Promise.resolve(structuredClone(state));
    },
    append: async (entry) => {
      assertOpen();
      entries.push(structuredClone(entry));
      if (entries.length > REMEMBERED_ENTRIES) entries.shift();
      return Promise.resolve();
    },
    ledger: async (query) => {
      assertOpen();
      const found: LedgerEntry[] = [];
      const limit = ledgerLimit(query);
      for (let index = entries.length - 1; index >= 0 && found.length < limit; index--) {
        const entry = entries[index];
        if (entry !== undefined && matchesQuery(entry, query)) found.push(structuredClone(entry));
      }
      return Promise.resolve(found);
    },
    check: async () => {
      assertOpen();
      return Promise.resolve();
    },
    close: async () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

export const closedProblem = (): ProblemError =>
  new ProblemError('store-unavailable', 'The store is closed.', 'Start the collector again.');
