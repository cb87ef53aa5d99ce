import { z } from 'zod';
import { AGENT_PROBES, CACHE_STRATEGY_NAMES, ROUTE_PRIORITIES, stalenessProblem } from '../contract/index.js';
import type { CacheStrategy, GrowthEngineRoute, RouteStaleness } from '../contract/index.js';
import { collectorSchema, LOOPBACK, DEFAULT_PORT } from './collector-schema.js';
import { ConfigError } from './errors.js';
import {
  choiceField,
  listField,
  nameField,
  numberField,
  objectField,
  portField,
  textField,
  tokenField,
  urlField,
} from './fields.js';
import { formatIssues } from './format-issues.js';
import { admissionSchema, modeSchema, targetsSchema, thresholdsSchema } from './levels.js';

const DAY_SECONDS = 86_400;
const [firstStrategy, ...otherStrategies] = CACHE_STRATEGY_NAMES as readonly [CacheStrategy, ...CacheStrategy[]];

const staleness = (what: string) => numberField(what, { min: 0.001, max: 365 * DAY_SECONDS });

const routeSchema = objectField({
  id: nameField('an id'),
  path: z
    .string({ error: 'must be an Express path, e.g. /products/:id' })
    .startsWith('/', { error: 'must be an Express path that begins with /, e.g. /products/:id' }),
  cacheStrategy: choiceField([firstStrategy, ...otherStrategies]).exactOptional(),
  priority: choiceField(ROUTE_PRIORITIES).exactOptional(),
  ttlSeconds: staleness('a number of seconds').exactOptional(),
  maxStalenessSeconds: staleness('a number of seconds').exactOptional(),
  capacity: numberField('a whole number of entries', { min: 1, max: 1e7, integer: true }).exactOptional(),
  staleness: z
    .custom<RouteStaleness>((value) => typeof value === 'object' && value !== null, {
      error: 'must be an object with budget, and version or updates',
    })
    .superRefine((staleness, context) => {
      const problem = stalenessProblem(staleness);
      if (problem === undefined) return;
      const path = problem.key === undefined ? [] : [problem.key];
      context.addIssue({ code: 'custom', path, message: `must ${problem.must}` });
    })
    .exactOptional(),
  cacheKey: z
    .custom<NonNullable<GrowthEngineRoute['cacheKey']>>((value) => typeof value === 'function', {
      error: 'must be a function (request) => string | undefined',
    })
    .exactOptional(),
}).refine(
  (route) =>
    route.ttlSeconds === undefined ||
    route.maxStalenessSeconds === undefined ||
    route.ttlSeconds <= route.maxStalenessSeconds,
  { error: 'must not have a ttlSeconds above its maxStalenessSeconds' }
) satisfies z.ZodType<GrowthEngineRoute>;

/** One issue per duplicate, at the second one's key. */
const routesSchema = listField(routeSchema, 'routes, each with id and path').superRefine((routes, context) => {
  for (const key of ['id', 'path'] as const) {
    const seen = new Map<string, number>();
    routes.forEach((route, index) => {
      const first = seen.get(route[key]);
      if (first === undefined) seen.set(route[key], index);
      else
        context.addIssue({
          code: 'custom',
          path: [index, key],
          message: `must be unique, and routes[${first}] has the same ${key}`,
        });
    });
  }
});

const resourcesSchema = objectField({
  maxConcurrentRequests: numberField('a whole number of requests', { min: 1, max: 1e6, integer: true }).default(100),
  requestTimeoutMs: numberField('a number of milliseconds', { min: 1, max: 3_600_000 }).default(30_000),
  memoryLimitBytes: numberField('a number of bytes', { min: 16_777_216, max: 2 ** 50 }).default(1_073_741_824),
  cacheMemoryBytes: numberField('a number of bytes', { min: 1_048_576, max: 2 ** 50 }).exactOptional(),
  cpuLimit: numberField('a share (0.8 is 80 %)', { min: 0.05, max: 1 }).default(0.8),
}).prefault({});

const probesSchema = objectField({
  enable: listField(choiceField(AGENT_PROBES), 'probes').default([]),
  disable: listField(choiceField(AGENT_PROBES), 'probes').default([]),
}).prefault({});

/** Everything that an application can tell its agent, apart from live objects such as pools. */
export const agentSchema = objectField({
  service: nameField('the name of the service').default('app'),
  instance: nameField('the name of this instance').exactOptional(),
  collector: urlField('the URL of the collector').exactOptional(),
  token: tokenField().meta({ secret: true }).exactOptional(),
  routes: routesSchema.default([]),
  targets: targetsSchema,
  thresholds: thresholdsSchema,
  resources: resourcesSchema,
  slowQueryMs: numberField('a number of milliseconds', { min: 1, max: 3_600_000 }).default(200),
  metrics: objectField({
    host: textField('an address or host name to listen on', 255).default(LOOPBACK),
    port: portField(),
  }).exactOptional(),
  listen: objectField({
    host: textField('an address or host name to listen on', 255).default(LOOPBACK),
    port: portField().default(DEFAULT_PORT),
  }).exactOptional(),
  allowedHosts: collectorSchema.shape.allowedHosts,
  grafana: collectorSchema.shape.grafana,
  peers: collectorSchema.shape.peers,
  probes: probesSchema,
  stateDir: textField('a directory', 4096).exactOptional(),
  mode: modeSchema.default('propose'),
  admission: admissionSchema.default('observe'),
  baseUrl: urlField('the URL at which the application answers').exactOptional(),
  prepareExpress: z.boolean({ error: 'must be true or false' }).default(true),
  requestSizes: z.boolean({ error: 'must be true or false' }).default(false),
}).refine((config) => config.listen === undefined || config.stateDir !== undefined, {
  path: ['listen'],
  error: 'needs a stateDir beside it, where the tokens of the control API are kept',
});

export type AgentConfig = z.output<typeof agentSchema>;
export type AgentConfigInput = z.input<typeof agentSchema>;
export type ResourcesConfig = z.output<typeof resourcesSchema>;

/**
 * Checks what an application gives to its engine and fills in the defaults.
 * @throws ConfigError naming every key, its value and what would be right.
 */
export function parseAgentConfig(input: unknown): AgentConfig {
  const result = agentSchema.safeParse(input ?? {});
  if (result.success) return result.data;
  throw new ConfigError(
    'The configuration of the growth engine',
    formatIssues(agentSchema, input, result.error.issues)
  );
}
