/** Names of the probes that each process has; those of servers (`postgres_…`, `redis_…`) are made from the configuration. */
export const HOST_PROBES = ['cpu', 'memory', 'disk', 'filesystem', 'network', 'pressure'] as const;
export const PROCESS_PROBES = ['process', 'process_cpu', 'process_memory', 'event_loop', 'gc'] as const;
export const PEER_PROBE = 'peer';

/** What an application can switch: the host's only where its engine is embedded. */
export const AGENT_PROBES = [...PROCESS_PROBES, PEER_PROBE, ...HOST_PROBES] as const;
export type AgentProbe = (typeof AGENT_PROBES)[number];

/** Name of the probe of a configured server: `postgres` and `Shop-2` make `postgres_shop_2`. */
export const probeNameOf = (kind: string, name: string): string =>
  `${kind}_${name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
