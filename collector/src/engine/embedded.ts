import type { Agent } from '../agent/agent.js';
import type { Clock, Control, Log, Random } from '../contract/index.js';
import { createControl } from '../optimizer/control.js';
import { DEFAULT_TIMING } from '../optimizer/timing.js';
import { createSystemUsage, systemProbes } from '../probes/system/index.js';
import { controlSocketPath, createServer } from '../server/index.js';
import { createFileStore, createMemoryStore, loadTokens } from '../store/index.js';
import { VERSION } from '../version.js';
import type { ResolvedOptions } from './resolve-options.js';

/** The loop inside the application's own process. */
export interface Embedded {
  readonly control: Control;
  close(): Promise<void>;
}

export async function startEmbedded(parts: {
  options: ResolvedOptions;
  agent: Agent;
  clock: Clock;
  log: Log;
  random: Random;
}): Promise<Embedded> {
  const { options, agent, clock, log, random } = parts;
  const { instruments } = agent;
  agent.addProbes(systemProbes({ instruments, clock, log }));
  const system = createSystemUsage({ clock });
  const store =
    options.stateDir === undefined
      ? createMemoryStore(clock)
      : await createFileStore({ dir: options.stateDir, clock, log });
  const control = await createControl({
    store,
    clock,
    random,
    log,
    version: VERSION,
    instruments,
    defaults: {
      targets: options.targets,
      thresholds: options.thresholds,
      mode: options.mode,
      admission: options.admission,
    },
    timing: { ...DEFAULT_TIMING, ...options.loop },
    systemUsage: () => ({ ...system.readSystemUsage(), networkLatencySeconds: agent.slowestPeerSeconds() }),
  });
  // The socket lets `growth-engine revert` and `freeze` work without any port; the port is opened only when asked for.
  const server =
    options.stateDir === undefined
      ? undefined
      : await createServer({
          control,
          config: {
            allowedHosts: options.allowedHosts,
            grafana: options.grafana,
            ...(options.listen === undefined ? {} : { listen: options.listen }),
          },
          tokens: await loadTokens(options.stateDir, {}),
          metricsHandler: agent.metrics,
          clock,
          log,
          version: VERSION,
          ready: () => undefined,
          socketPath: controlSocketPath(options.stateDir),
        });
  control.start();
  return {
    control,
    async close() {
      await server?.close();
      await control.close();
      await store.close();
      system.close();
    },
  };
}
