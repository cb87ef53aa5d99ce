import {
  GUIDES,
  GUIDE_IDS,
  type Actor,
  type Change,
  type ChangeProgress,
  type Decision,
  type EvaluatedGuide,
  type GuidesDocument,
  type HealthDocument,
  type LedgerEntry,
  type Measurement,
  type Optimization,
  type Plan,
  type ReportDocument,
  type ServiceSummary,
  type SettingsDocument,
} from '@growth-engine/collector/contract';

/** Documents as a collector sends them, for tests and for trying the app without one. */

export const ANNA: Actor = { kind: 'grafana', name: 'anna', role: 'Editor' };
const ENGINE: Actor = { kind: 'engine', name: 'growth-engine' };

export const AT = Date.parse('2026-11-24T10:00:00Z');
const iso = (secondsLater: number): string => new Date(AT + secondsLater * 1000).toISOString();

export const service = (name = 'shop'): ServiceSummary => ({
  service: name,
  mode: 'propose',
  admission: 'observe',
  freeze: null,
  settingsRevision: 7,
  instances: [
    {
      instance: `${name}-1:9464`,
      connected: true,
      agentVersion: '0.1.0',
      startedAt: iso(-3600),
      lastReportAt: iso(-1),
      appliedRevision: 7,
      checks: { database: 'ok', cache: 'ok', memory: 'ok', cpu: 'ok' },
      refused: {},
    },
  ],
});

export const health = (): HealthDocument => ({
  status: 'healthy',
  checks: { database: 'ok', cache: 'ok', memory: 'ok', cpu: 'ok' },
  uptime: 3600,
  version: '0.1.0',
});

export const report = (part: Partial<ReportDocument> = {}): ReportDocument => ({
  service: 'shop',
  at: iso(0),
  windowSeconds: 60,
  compliance: [
    {
      objective: 'response_time',
      title: 'Response time',
      unit: 'seconds',
      value: 0.1874,
      target: 0.08,
      state: 'missed',
    },
    {
      objective: 'throughput',
      title: 'Throughput',
      unit: 'requests_per_second',
      value: 48.2,
      target: 1000 / 60,
      state: 'met',
    },
    { objective: 'error_rate', title: 'Error rate', unit: 'ratio', value: 0.0012, target: 0.005, state: 'met' },
  ],
  thresholds: [
    { metric: 'cpu', value: 0.41, threshold: 0.8, exceeded: false },
    { metric: 'memory', value: 0.87, threshold: 0.8, exceeded: true },
    { metric: 'response_time', value: 0.1874, threshold: 1, exceeded: false },
    { metric: 'error_rate', value: null, threshold: 0.01, exceeded: false },
  ],
  routes: [
    { route: '/dashboard', requests: 1420, responseTime: 0.312, p95: 0.74, errorRate: 0, cacheHitRatio: 0.31 },
    { route: '/products/:id', requests: 980, responseTime: 0.041, p95: 0.09, errorRate: 0.001, cacheHitRatio: 0.92 },
    { route: '/search', requests: 260, responseTime: 0.42, p95: 1.2, errorRate: 0.01, cacheHitRatio: null },
  ],
  metrics: {
    system: { cpuUsage: 45.2, memoryUsage: 62.8, diskUsage: 38.1, networkLatency: 12.5 },
    application: { responseTime: 187, throughput: 2892, errorRate: 0.12, successRate: 99.88 },
    cache: { hitRate: 47.5, missRate: 52.5, evictionRate: 2.1, size: 456 },
    database: { queryTime: 25, connectionPool: 95.2, slowQueries: 2, deadlocks: 0 },
  },
  mode: 'propose',
  admission: 'observe',
  freeze: null,
  optimization: null,
  proposal: null,
  refusals: [],
  ...part,
});

export const ttlChange: Change = {
  id: 'c-1',
  rule: 'ttl-too-short',
  setting: 'route.dashboard.ttl',
  title: 'TTL of route /dashboard',
  kind: 'ttl',
  unit: 'seconds',
  from: 2,
  to: 8,
  why: '62 % of the look-ups find an entry that expired within the last seconds.',
  evidence: [
    {
      text: 'Expired: 62 % of 1,420 look-ups',
      quantity: 'cache_expired_ratio',
      value: 0.62,
      unit: 'ratio',
      labels: { cache: 'route.dashboard' },
    },
    {
      text: 'A miss costs 290 ms',
      quantity: 'cache_load_duration_seconds',
      value: 0.29,
      unit: 'seconds',
      labels: { cache: 'route.dashboard' },
    },
  ],
  expected: {
    quantity: 'response_time',
    ratio: 0.62,
    low: 0.48,
    high: 0.81,
    basis: 'The share of misses that are expiries, times what a miss costs',
  },
  risk: 'low',
  riskText: 'Answers may be up to 8 s old; maxStaleness allows 300 s.',
  undo: 'The TTL goes back to 2 s; entries beyond it are dropped.',
  instances: ['shop-1:9464'],
  routes: ['/dashboard'],
  method: 'keys',
};

export const poolChange: Change = {
  id: 'c-2',
  rule: 'pool-too-small',
  setting: 'pool.main.size',
  title: 'Size of pool main',
  kind: 'pool_size',
  unit: 'connections',
  from: 2,
  to: 4,
  why: 'Callers wait 18 ms for a connection on average; both are in use 95 % of the time.',
  evidence: [
    { text: 'Wait: 18 ms on average', quantity: 'pool_wait', value: 0.018, unit: 'seconds', labels: { pool: 'main' } },
  ],
  expected: {
    quantity: 'response_time',
    ratio: 0.85,
    low: 0.7,
    high: 1.02,
    basis: 'Waiting time by Erlang C at the observed arrivals',
  },
  risk: 'medium',
  riskText: 'The server has 97 connections; all instances together would use 4.',
  undo: 'The pool goes back to 2; surplus connections close as they are released.',
  instances: ['shop-1:9464'],
  routes: [],
  method: 'blocks',
};

export const plan = (part: Partial<Plan> = {}): Plan => ({
  id: 'p-1',
  hash: '0f3c',
  service: 'shop',
  scope: [],
  trigger: 'manual',
  createdAt: iso(0),
  expiresAt: iso(600),
  settingsRevision: 7,
  findings: [],
  changes: [ttlChange, poolChange],
  refusals: [],
  warnings: [],
  maxSeconds: 120,
  ...part,
});

export const measurement = (part: Partial<Measurement> = {}): Measurement => ({
  quantity: 'response_time',
  before: 0.312,
  after: 0.174,
  ratio: 0.558,
  low: 0.49,
  high: 0.63,
  n: 1840,
  blocks: 24,
  eGain: 38.2,
  eHarm: 0.02,
  method: 'keys',
  ...part,
});

export const decision = (change: Change, part: Partial<Decision> = {}): Decision => ({
  id: `d-${change.id}`,
  at: iso(30),
  service: 'shop',
  optimization: 'o-1',
  plan: 'p-1',
  change: change.id,
  rule: change.rule,
  setting: change.setting,
  unit: change.unit,
  from: change.from,
  to: change.to,
  trigger: 'manual',
  outcome: 'kept',
  reason: 'gain',
  actor: ANNA,
  expected: change.expected,
  measured: measurement({ method: change.method }),
  sentence: 'Kept: requests take 44 % less time.',
  ...part,
});

export const optimization = (part: Partial<Optimization> = {}): Optimization => ({
  id: 'o-1',
  plan: 'p-1',
  service: 'shop',
  trigger: 'manual',
  actor: ANNA,
  state: 'observing',
  startedAt: iso(0),
  sentence: 'Measuring TTL of route /dashboard.',
  secondsLeft: 84,
  revertible: false,
  changes: [
    {
      change: ttlChange,
      state: 'observing',
      startedAt: iso(0),
      appliedAt: iso(0.4),
      secondsLeft: 41,
      live: measurement({ n: 412, low: 0.38, high: 0.9, ratio: 0.6 }),
    },
    { change: poolChange, state: 'waiting' },
  ],
  ...part,
});

const inconclusive: ChangeProgress = {
  change: poolChange,
  state: 'reverted',
  decision: decision(poolChange, {
    outcome: 'reverted',
    reason: 'no-gain',
    measured: measurement({ before: 0.174, after: 0.171, ratio: 0.983, low: 0.9, high: 1.08, method: 'blocks' }),
    sentence: 'Reverted to 2: no gain was shown within 60 s.',
  }),
};

export const settled = (part: Partial<Optimization> = {}): Optimization => ({
  id: 'o-1',
  plan: 'p-1',
  service: 'shop',
  trigger: 'manual',
  actor: ANNA,
  startedAt: iso(0),
  state: 'settled',
  sentence: 'One change kept, one reverted.',
  finishedAt: iso(95),
  revertible: true,
  changes: [{ change: ttlChange, state: 'kept', decision: decision(ttlChange) }, inconclusive],
  ...part,
});

export const settings = (): SettingsDocument => ({ service: 'shop', revision: 7, settings: [] });

export const ledger = (): readonly LedgerEntry[] => [
  { kind: 'decision', at: iso(-40), service: 'shop', decision: decision(ttlChange) },
  {
    kind: 'audit',
    at: iso(-80),
    service: 'shop',
    actor: ANNA,
    action: 'optimization-confirmed',
    before: null,
    after: { plan: 'p-1' },
  },
  {
    kind: 'audit',
    at: iso(-1800),
    service: 'shop',
    actor: { kind: 'terminal', name: 'root' },
    action: 'targets',
    before: { response_time: 0.5 },
    after: { response_time: 0.08 },
  },
  {
    kind: 'decision',
    at: iso(-86_400 * 2),
    service: 'shop',
    decision: decision(poolChange, {
      id: 'd-0',
      actor: ENGINE,
      trigger: 'interval',
      outcome: 'inconclusive',
      reason: 'no-gain',
      measured: measurement({ ratio: 0.98 }),
    }),
  },
];

/** Slow responses because of expiries; the rest is calm. */
export const guides = (): GuidesDocument => ({
  service: 'shop',
  windowSeconds: 60,
  guides: GUIDE_IDS.map((id): EvaluatedGuide => ({
    id,
    symptom:
      id === 'slow-responses'
        ? {
            verdict: 'confirmed',
            text: 'Requests take 187 ms on average and miss the target of 80 ms.',
            value: 0.187,
            level: 0.08,
          }
        : {
            verdict: id === 'high-memory' ? 'no-data' : 'ruled-out',
            text: id === 'high-memory' ? GUIDES[id].symptom.whenNoData : 'Within its level.',
          },
    causes: GUIDES[id].causes.map((cause, index) => ({
      id: cause.id,
      result:
        index === 0
          ? {
              verdict: 'confirmed',
              text: 'Cache route.dashboard answers only 31 % of its look-ups.',
              value: 0.31,
              level: 0.5,
              group: { cache: 'route.dashboard' },
            }
          : {
              verdict: 'ruled-out',
              text: 'Callers of pool main get a connection after 1.2 ms on average.',
              value: 0.0012,
            },
    })),
  })),
});
