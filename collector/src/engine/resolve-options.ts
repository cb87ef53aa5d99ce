import { readFileSync } from 'node:fs';
import { parseAgentConfig } from '../config/agent-schema.js';
import type { AgentConfig } from '../config/agent-schema.js';
import { readDocument } from '../config/read-document.js';
import type { DeclaredLevels } from '../contract/index.js';
import type { LoopTiming } from '../optimizer/timing.js';
import type { GrowthEngineOptions } from './options.js';

export interface ResolvedOptions extends Omit<AgentConfig, 'collector' | 'token' | 'baseUrl'> {
  readonly collector: string | undefined;
  readonly token: string | undefined;
  readonly baseUrl: string | undefined;
  readonly loop: Partial<LoopTiming>;
  /** Those levels that were given and are no defaults. */
  readonly declared: DeclaredLevels | undefined;
}

/** Keys that hold live objects, or say where the data is; everything else is data, and the schema knows all of it. */
const LIVE_KEYS: ReadonlySet<string> = new Set<keyof GrowthEngineOptions>([
  'pools',
  'registry',
  'log',
  'clock',
  'random',
  'loop',
  'configFile',
]);

/** Variables that an application is commonly told by whoever runs it. */
const ENVIRONMENT: Readonly<Record<string, keyof AgentConfig>> = {
  GROWTH_ENGINE_SERVICE: 'service',
  GROWTH_ENGINE_INSTANCE: 'instance',
  GROWTH_ENGINE_URL: 'collector',
  GROWTH_ENGINE_AGENT_TOKEN: 'token',
};

const LEVELS: ReadonlySet<string> = new Set<keyof DeclaredLevels>(['targets', 'thresholds', 'admission']);

/** Options are nested no deeper. */
const MAX_DEPTH = 8;

const given = (entries: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([key, value]) => [key, withoutUndefined(value, 1)])
  );

/** An option that is there and undefined was not given, at every level: `capacity: isSmall ? 100 : undefined`. */
function withoutUndefined(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => withoutUndefined(one, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutUndefined(one, depth + 1)]));
}

function fromFile(file: string | undefined): object {
  if (file === undefined) return {};
  const document = readDocument(file, (path) => readFileSync(path, 'utf8'));
  // What is no object is refused by the schema, with the keys that it may have.
  return typeof document === 'object' && document !== null && !Array.isArray(document)
    ? document
    : (parseAgentConfig(document) satisfies object);
}

/** Of options that were found right. */
function levelsIn(options: Readonly<Record<string, unknown>>): DeclaredLevels | undefined {
  const levels = Object.entries(options).filter(([key]) => LEVELS.has(key));
  return levels.length === 0 ? undefined : Object.fromEntries(levels);
}

/**
 * Default < code < file < environment; what the API changes stands above all of them.
 * @throws ConfigError naming the key, the value and what would be right.
 */
export function resolveOptions(input: GrowthEngineOptions, env: NodeJS.ProcessEnv = process.env): ResolvedOptions {
  const code = Object.fromEntries(Object.entries(input).filter(([key]) => !LIVE_KEYS.has(key)));
  const environment = Object.fromEntries(Object.entries(ENVIRONMENT).map(([name, key]) => [key, env[name]]));
  const merged = { ...given(code), ...given(fromFile(input.configFile)), ...given(environment) };
  const { collector, token, baseUrl, ...config } = parseAgentConfig(merged);
  return { ...config, collector, token, baseUrl, loop: input.loop ?? {}, declared: levelsIn(merged) };
}
