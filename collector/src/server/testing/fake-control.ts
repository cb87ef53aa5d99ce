import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS, ProblemError } from '../../contract/index.js';
import type { Actor, AgentAnswer, AgentReport, Control, HealthDocument } from '../../contract/index.js';
import * as documents from './documents.js';

export interface FakeControl extends Control {
  /** Every call that changes something: its name, its arguments, who. */
  readonly calls: { name: string; args: readonly unknown[]; actor: Actor }[];
  names: string[];
  healthStatus: HealthDocument['status'];
  /** Why the store cannot be written. */
  storeError: string | undefined;
  exchange: (report: AgentReport, signal: AbortSignal) => Promise<AgentAnswer>;
  failure: Error | undefined;
  confirmed: number;
}

const { cache: _, ...cacheInMemory } = documents.cacheReport;

/** A loop that answers with fixed documents and notes who asked for what. */
export function createFakeControl(): FakeControl {
  const noted = <Result>(name: string, args: readonly unknown[], actor: Actor, result: Result): Result => {
    if (fake.failure !== undefined) throw fake.failure;
    fake.calls.push({ name, args, actor });
    return result;
  };
  const known = (service: string): void => {
    if (!fake.names.includes(service))
      throw new ProblemError('not-found', `There is no service ${service}.`, 'GET services lists them.');
  };

  const fake: FakeControl = {
    calls: [],
    names: ['shop'],
    healthStatus: 'healthy',
    storeError: undefined,
    failure: undefined,
    confirmed: 0,
    exchange: async () => documents.agentAnswer,
    link: { exchange: (report: AgentReport, signal: AbortSignal) => fake.exchange(report, signal) },
    services: () => fake.names.map(documents.summaryOf),
    report: async (service) => {
      known(service);
      return { ...documents.reportDocument, service };
    },
    metrics: () => documents.metricsDocument,
    health: () => ({
      status: fake.healthStatus,
      checks: { database: 'ok', ...(fake.storeError === undefined ? {} : { store: fake.storeError }) },
      uptime: 12,
      version: '0.1.0',
    }),
    targets: async () => DEFAULT_TARGETS,
    setTargets: async (service, part, actor) =>
      noted('setTargets', [service, part], actor, { ...DEFAULT_TARGETS, ...part }),
    thresholds: async () => DEFAULT_THRESHOLDS,
    setThresholds: async (service, part, actor) =>
      noted('setThresholds', [service, part], actor, { ...DEFAULT_THRESHOLDS, ...part }),
    mode: async () => ({ mode: 'propose', admission: 'observe' }),
    setMode: async (service, part, actor) =>
      noted('setMode', [service, part], actor, { mode: 'propose', admission: 'observe', ...part }),
    freeze: async (service, body, actor) =>
      noted('freeze', [service, body], actor, {
        ...documents.summaryOf(service),
        freeze: { until: documents.AT, by: actor },
      }),
    unfreeze: async (service, actor) => noted('unfreeze', [service], actor, documents.summaryOf(service)),
    settings: async () => documents.settingsDocument,
    takeSetting: async (service, name, value, actor) =>
      noted('takeSetting', [service, name, value], actor, documents.settingsDocument),
    returnSetting: async (service, name, actor) =>
      noted('returnSetting', [service, name], actor, documents.settingsDocument),
    createPlan: async (service, scope, actor) => {
      known(service);
      return noted('createPlan', [service, scope], actor, documents.plan);
    },
    plan: (id) => {
      if (id !== documents.plan.id)
        throw new ProblemError('not-found', `There is no plan ${id}.`, 'Make one with POST plans.');
      return documents.plan;
    },
    confirm: async (planId, actor) => {
      if (fake.failure !== undefined) throw fake.failure;
      const created = fake.confirmed === 0;
      fake.confirmed += 1;
      return noted('confirm', [planId], actor, { optimization: documents.optimization, created });
    },
    optimizations: () => [documents.optimization],
    optimization: () => documents.optimization,
    revert: async (id, actor) => noted('revert', [id], actor, documents.optimization),
    cancel: async (id, actor) => noted('cancel', [id], actor, documents.optimization),
    routes: () => documents.reportDocument.routes,
    caches: () => [
      {
        cache: 'products',
        requests: 100,
        hitRatio: 0.4,
        expiredRatio: 0.7,
        evictedRatio: null,
        entries: 50,
        capacity: 50,
        bytes: 12_000,
        instances: [
          { ...cacheInMemory, instance: 'shop-1:9464', capacity: 50, entries: 50, bytes: 12_000, hitRatio: 0.4 },
        ],
      },
    ],
    slowQueries: () => [
      {
        fingerprint: 'ab12',
        statement: 'select * from products where name like $1',
        pool: 'main',
        routes: ['/search'],
        calls: 12,
        meanSeconds: 0.4,
        maxSeconds: 1.2,
        lastSeenAt: documents.AT,
      },
    ],
    guides: async (service) => ({
      service,
      windowSeconds: 60,
      guides: [
        {
          id: 'low-cache-hit-rate',
          symptom: { verdict: 'confirmed', text: 'The hit ratio is 0.31.', value: 0.31, level: 0.5 },
          causes: [{ id: 'ttl-too-short', result: { verdict: 'no-data', text: 'There is nothing to look at.' } }],
        },
      ],
    }),
    ledger: async () => documents.ledgerEntries,
    benchmarkRoute: async () => ({ averageLoadTime: 12.5, p95LoadTime: 40, cacheHitRate: 80, requests: 20 }),
    close: async () => {},
  };
  return fake;
}
