import type { Agent } from '../agent/agent.js';
import type { Clock, Control, Log, Random } from '../contract/index.js';
import { createControl } from '../optimizer/control.js';
import { DEFAULT_TIMING } from '../optimizer/timing.js';
import { createSystemUsage, systemProbes } from '../probes/system/index.js';
import { createMemoryStore } from '../store/memory-store.js';
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
  // One window over /proc/stat for the loop and for the probe of the CPU.
  const system = createSystemUsage({ clock });
  agent.addProbes(systemProbes({ instruments, clock, log, usage: system }));
  const { stateDir } = options;
  // What keeps state in files and serves it is a large part of the library: loaded where there is a directory for it.
  const store =
    stateDir === undefined
      ? createMemoryStore(clock)
      : await (await import('../store/file-store.js')).createFileStore({ dir: stateDir, clock, log });
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
  const server =
    stateDir === undefined ? undefined : await (await import('./serve.js')).serve({ ...parts, stateDir, control });
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
