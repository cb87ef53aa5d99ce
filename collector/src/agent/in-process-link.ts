import type { AgentLink } from '../contract/index.js';

/** Reports to a collector in the same process, once that one has started. */
export function createInProcessLink(target: () => Promise<Pick<AgentLink, 'exchange'>>): AgentLink {
  return {
    exchange: async (report, signal) => (await target()).exchange(report, signal),
    close: () => Promise.resolve(),
  };
}
