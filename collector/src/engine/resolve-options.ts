import { parseAgentConfig } from '../config/index.js';
import type { AgentConfig } from '../config/index.js';
import type { LoopTiming } from '../optimizer/timing.js';
import type { GrowthEngineOptions } from './options.js';

export interface ResolvedOptions extends Omit<AgentConfig, 'collector' | 'token' | 'baseUrl'> {
  readonly collector: string | undefined;
  readonly token: string | undefined;
  readonly baseUrl: string | undefined;
  readonly peers: NonNullable<GrowthEngineOptions['peers']>;
  readonly loop: Partial<LoopTiming>;
}

/** Keys that hold live objects; everything else is data, and the schema knows all of it. */
const LIVE_KEYS: ReadonlySet<string> = new Set<keyof GrowthEngineOptions>([
  'pools',
  'registry',
  'log',
  'clock',
  'random',
  'loop',
  'peers',
]);

/**
 * Checks the options and fills in SPEC.md's defaults.
 * @throws ConfigError naming the key, the value and what would be right.
 */
export function resolveOptions(input: GrowthEngineOptions, env: NodeJS.ProcessEnv = process.env): ResolvedOptions {
  const data = Object.fromEntries(
    Object.entries(input).filter(([key, value]) => !LIVE_KEYS.has(key) && value !== undefined && value !== '')
  );
  const { collector, token, baseUrl, ...config } = parseAgentConfig(data);
  return {
    ...config,
    collector,
    token: token ?? env['GROWTH_ENGINE_AGENT_TOKEN'],
    baseUrl,
    peers: input.peers ?? [],
    loop: input.loop ?? {},
  };
}
