import type { Agent } from '../agent/agent.js';
import type { Clock, Control, Log } from '../contract/index.js';
import { controlSocketPath, createServer } from '../server/index.js';
import type { CollectorServer } from '../server/index.js';
import { loadTokens } from '../store/index.js';
import { VERSION } from '../version.js';
import type { ResolvedOptions } from './resolve-options.js';

/**
 * The control API of a loop inside an application. Its socket lets `growth-engine revert` and `freeze` work without any
 * port; the port is opened only when asked for.
 */
export async function serve(parts: {
  options: ResolvedOptions;
  stateDir: string;
  control: Control;
  agent: Agent;
  clock: Clock;
  log: Log;
}): Promise<CollectorServer> {
  const { options, stateDir, control, agent, clock, log } = parts;
  return createServer({
    control,
    config: {
      allowedHosts: options.allowedHosts,
      grafana: options.grafana,
      ...(options.listen === undefined ? {} : { listen: options.listen }),
    },
    tokens: await loadTokens(stateDir, {}),
    metricsHandler: agent.metrics,
    clock,
    log,
    version: VERSION,
    ready: () => undefined,
    socketPath: controlSocketPath(stateDir),
  });
}
