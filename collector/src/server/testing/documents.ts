import { AGENT_PROTOCOL, DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '../../contract/index.js';
import type {
  Actor,
  AgentAnswer,
  AgentReport,
  CacheReport,
  Change,
  Decision,
  Expectation,
  Finding,
  LedgerEntry,
  Measurement,
  MetricsDocument,
  Optimization,
  Plan,
  ReportDocument,
  ServiceSummary,
  SettingsDocument,
} from '../../contract/index.js';

/** One of everything that the API answers, as the loop would make it in the demo shop. */

export const AT = '2026-01-02T03:04:05.000Z';
const LATER = '2026-01-02T03:14:05.000Z';
export const person: Actor = { kind: 'terminal', name: 'ada' };

const expected: Expectation = {
  quantity: 'response_time',
  ratio: 0.42,
  low: 0.3,
  high: 0.6,
  basis: '71 % of the misses are entries that expired while they were still asked for.',
};

const evidence = {
  text: '71 % of the misses of cache route.dashboard are expiries',
  quantity: 'cache_expired_ratio',
  value: 0.71,
  unit: 'ratio',
  labels: { cache: 'route.dashboard' },
};

const finding: Finding = {
  rule: 'ttl-too-short',
  title: 'TTL too short',
  summary: 'Entries of route.dashboard expire while they are still asked for.',
  evidence: [evidence],
  ruledOutBy: 'A hit ratio above 0.9.',
  guide: 'low-cache-hit-rate',
  setting: 'route.dashboard.ttl',
  proposal: 8,
  expected,
};

export const change: Change = {
  id: 'c-1',
  rule: 'ttl-too-short',
  setting: 'route.dashboard.ttl',
  title: 'TTL of route dashboard',
  kind: 'ttl',
  unit: 'seconds',
  from: 2,
  to: 8,
  why: 'Entries of route.dashboard expire while they are still asked for: 71 % of its misses are expiries.',
  evidence: [evidence],
  expected,
  risk: 'low',
  riskText: 'Answers may be up to 8 s old; the route allows 300 s.',
  undo: 'The TTL goes back to 2 s; entries end by themselves.',
  instances: ['shop-1:9464'],
  routes: ['/dashboard'],
  method: 'keys',
};

const poolChange: Change = {
  ...change,
  id: 'c-2',
  rule: 'pool-too-small',
  setting: 'pool.main.size',
  title: 'Size of pool main',
  kind: 'pool_size',
  unit: 'connections',
  from: 2,
  to: 4,
  why: 'Queries wait 85 ms on average for a connection of pool main.',
  risk: 'medium',
  riskText: 'The server allows 100 connections, of which 12 are in use.',
  undo: 'Surplus connections close as they are released.',
  routes: [],
  method: 'blocks',
};

export const plan: Plan = {
  id: 'p-1',
  hash: 'f'.repeat(64),
  service: 'shop',
  scope: [],
  trigger: 'manual',
  createdAt: AT,
  expiresAt: LATER,
  settingsRevision: 3,
  findings: [finding],
  changes: [change, poolChange],
  refusals: [],
  warnings: [
    {
      guard: 'cool-down',
      sentence: 'cache.products.capacity was changed 5 minutes ago.',
      nextStep: 'Wait until 03:34, or leave it out.',
      setting: 'cache.products.capacity',
      until: LATER,
    },
  ],
  maxSeconds: 1200,
};

const measured: Measurement = {
  quantity: 'response_time',
  before: 0.62,
  after: 0.24,
  ratio: 0.39,
  low: 0.34,
  high: 0.45,
  n: 1840,
  blocks: 24,
  eGain: 31,
  eHarm: 0.02,
  method: 'keys',
};

const decision: Decision = {
  id: 'd-1',
  at: AT,
  service: 'shop',
  optimization: 'o-1',
  plan: 'p-1',
  change: 'c-1',
  rule: 'ttl-too-short',
  setting: 'route.dashboard.ttl',
  unit: 'seconds',
  from: 2,
  to: 8,
  trigger: 'manual',
  outcome: 'kept',
  reason: 'gain',
  actor: person,
  expected,
  measured,
  sentence: 'Kept: response time fell to 0.39 of what it was.',
};

export const optimization: Optimization = {
  id: 'o-1',
  plan: 'p-1',
  service: 'shop',
  trigger: 'manual',
  actor: person,
  state: 'settled',
  startedAt: AT,
  finishedAt: LATER,
  sentence: '1 of 2 changes kept.',
  changes: [
    { change, state: 'kept', startedAt: AT, appliedAt: AT, live: measured, decision },
    {
      change: poolChange,
      state: 'dropped',
      dropped: { guard: 'person-owned', sentence: 'pool.main.size belongs to ada.', nextStep: 'Hand it back first.' },
    },
  ],
  revertible: true,
};

export const ledgerEntries: readonly LedgerEntry[] = [
  { kind: 'decision', at: AT, service: 'shop', decision },
  {
    kind: 'audit',
    at: AT,
    service: 'shop',
    actor: { kind: 'grafana', name: 'grace', role: 'Editor' },
    action: 'targets',
    before: { response_time: 0.5 },
    after: { response_time: 0.3 },
  },
];

export const summaryOf = (service: string): ServiceSummary => ({
  service,
  mode: 'propose',
  admission: 'observe',
  freeze: null,
  instances: [
    {
      instance: 'shop-1:9464',
      connected: true,
      agentVersion: '0.1.0',
      startedAt: AT,
      lastReportAt: AT,
      appliedRevision: 3,
      checks: { database: 'ok' },
      refused: {},
    },
  ],
  settingsRevision: 3,
});

export const metricsDocument: MetricsDocument = {
  system: { cpuUsage: 45.2, memoryUsage: 62.8, diskUsage: 38.1, networkLatency: null },
  application: { responseTime: 342, throughput: 856, errorRate: 0.3, successRate: 99.7 },
  cache: { hitRate: 87.5, missRate: 12.5, evictionRate: 2.1, size: 456 },
  database: { queryTime: 125, connectionPool: 45.2, slowQueries: 2, deadlocks: 0 },
};

export const reportDocument: ReportDocument = {
  service: 'shop',
  at: AT,
  windowSeconds: 60,
  compliance: [
    { objective: 'response_time', title: 'Response time', unit: 'seconds', value: 0.62, target: 0.5, state: 'missed' },
    {
      objective: 'throughput',
      title: 'Throughput',
      unit: 'requests_per_second',
      value: 25.4,
      target: 1000 / 60,
      state: 'met',
    },
    { objective: 'error_rate', title: 'Error rate', unit: 'ratio', value: null, target: 0.005, state: 'no-data' },
  ],
  thresholds: [
    { metric: 'cpu', value: 0.41, threshold: 0.8, exceeded: false },
    { metric: 'response_time', value: 1.2, threshold: 1, exceeded: true },
  ],
  routes: [
    { route: '/dashboard', requests: 512, responseTime: 0.91, p95: 2.4, errorRate: 0, cacheHitRatio: 0.31 },
    { route: '/checkout', requests: 48, responseTime: 0.052, p95: 0.11, errorRate: 0.0208, cacheHitRatio: null },
  ],
  metrics: metricsDocument,
  mode: 'propose',
  admission: 'observe',
  freeze: null,
  optimization: null,
  proposal: null,
  refusals: [],
};

export const settingsDocument: SettingsDocument = {
  service: 'shop',
  revision: 3,
  settings: [
    {
      name: 'route.dashboard.ttl',
      title: 'TTL of route dashboard',
      kind: 'ttl',
      unit: 'seconds',
      min: 1,
      max: 300,
      maxReason: 'maxStalenessSeconds of route dashboard',
      default: 2,
      integer: false,
      subject: { cache: 'route.dashboard' },
      routes: ['/dashboard'],
      split: 'keys',
      settleMs: 2000,
      value: 2,
      owner: 'engine',
      instances: {},
      ownedBy: 'engine',
    },
  ],
};

export const cacheReport: CacheReport = {
  cache: 'products',
  policy: 'w-tinylfu',
  chooses: { policy: true, capacity: true },
  predictionError: 0.006,
  curves: [
    {
      policy: 'w-tinylfu',
      points: [
        { capacity: 25, hitRatio: 0.31, low: 0.29, high: 0.33 },
        { capacity: 50, hitRatio: 0.4, low: 0.39, high: 0.41 },
        { capacity: 100, hitRatio: 0.52, low: 0.5, high: 0.54 },
      ],
    },
  ],
  moves: [
    { what: 'policy', at: AT, from: 'lru', to: 'w-tinylfu', predicted: 0.41, achieved: 0.4, outcome: 'kept' },
    { what: 'capacity', at: AT, from: 40, to: 50, predicted: 0.4, achieved: null, outcome: 'on-trial' },
  ],
};

export const agentReport: AgentReport = {
  protocol: AGENT_PROTOCOL,
  agentVersion: '0.1.0',
  service: 'shop',
  instance: 'shop-1:9464',
  startedAt: 1,
  bootId: 'b',
  appliedRevision: 3,
  refused: {},
  settings: [],
  trials: [],
  batches: [
    {
      first: 1,
      sequence: 1,
      durationMs: 1000,
      series: [{ metric: 'growth_engine_cache_entries', labels: { cache: 'a' }, type: 'gauge', value: 3 }],
      blocks: [],
    },
  ],
  checks: { database: 'ok' },
  slowQueries: [],
  caches: [cacheReport],
  routes: [{ id: 'dashboard', path: '/dashboard', cached: true }],
  holdMs: 0,
};

export const agentAnswer: AgentAnswer = {
  protocol: AGENT_PROTOCOL,
  collectorVersion: '0.1.0',
  acknowledged: 1,
  desired: {
    revision: 4,
    settings: { 'route.dashboard.ttl': 8 },
    owners: { 'route.dashboard.ttl': 'engine' },
    targets: DEFAULT_TARGETS,
    thresholds: DEFAULT_THRESHOLDS,
    admission: 'observe',
    automatic: false,
    trials: [
      {
        id: 't-1',
        setting: 'route.dashboard.ttl',
        a: 2,
        b: 8,
        split: { by: 'keys', share: 0.5, swapped: false },
        blockMs: 1500,
        seed: 7,
        lastsMs: 60_000,
        renewWithinMs: 5000,
      },
    ],
  },
};
