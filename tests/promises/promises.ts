/** A test by its file, from the root of the repository, and a part of its name that stands in that file. */
export interface ShownBy {
  readonly file: string;
  readonly test: string;
}

export interface PromisedBehaviour {
  /** Heading of the specification. */
  readonly section: string;
  readonly sentence: string;
  readonly shownBy?: readonly ShownBy[];
  /** Heading of the roadmap, for what is not built yet or not all. */
  readonly comesWith?: string;
}

const DATABASE = 'The database';
const DATA = 'Search and analytics data';

const by = (...shownBy: readonly (readonly [file: string, test: string])[]): Pick<PromisedBehaviour, 'shownBy'> => ({
  shownBy: shownBy.map(([file, test]) => ({ file, test })),
});
const SNIPPETS = 'tests/promises/surroundings.ts';
const DOCUMENTS = 'tests/promises/documents.ts';
const RULES = 'tests/promises/resource-rules.ts';
const LOAD = 'tests/load/enforced.ts';
const POOL = 'collector/src/database/pool.itest.ts';
const SLOW = 'collector/src/database/slow-queries.test.ts';
const SYSTEM = 'collector/src/probes/system/system.test.ts';
const CONFIG = 'collector/src/config/load.test.ts';

/** Every sentence of the specification that promises behaviour, in its order. */
export const PROMISES: readonly PromisedBehaviour[] = [
  {
    section: 'Components',
    sentence: 'Multi-strategy caching (LRU, LFU, FIFO)',
    ...by(['collector/src/cache/policies/policies.test.ts', 'evicts what its definition says']),
  },
  {
    section: 'Components',
    sentence: 'Route-level performance tracking',
    ...by(['collector/src/routes/middleware.itest.ts', 'records a request under its route template']),
  },
  {
    section: 'Components',
    sentence: 'Automatic optimization recommendations',
    ...by([SNIPPETS, "'manual-optimization'"]),
  },
  {
    section: 'Components',
    sentence: 'System metrics collection',
    ...by([SYSTEM, 'expose the whole host in base units']),
  },
  { section: 'Components', sentence: 'Resource management', ...by([LOAD, 'low priority is shed first']) },
  {
    section: 'Components',
    sentence: 'Auto-optimization',
    ...by(['collector/src/optimizer/triggers.test.ts', 'act by themselves in mode apply']),
  },
  { section: 'Components', sentence: 'Performance monitoring', ...by([DOCUMENTS, 'GET metrics has exactly the keys']) },
  { section: 'Components', sentence: 'Route caching strategies', ...by([SNIPPETS, 'routes: {']) },
  {
    section: 'Components',
    sentence: 'State management',
    ...by(['collector/src/store/file-store.test.ts', 'remembers states and history over a restart']),
  },
  {
    section: 'Components',
    sentence: 'Data loading optimization',
    ...by(['collector/src/loading/single-flight.test.ts', 'is shared by all who ask meanwhile']),
    comesWith: DATABASE,
  },
  { section: 'Components', sentence: 'GSC/GA4 data integration', comesWith: DATA },
  { section: 'Components', sentence: 'Opportunity identification', comesWith: DATA },
  { section: 'Components', sentence: 'Data freshness tracking', comesWith: DATA },

  {
    section: 'Available strategies',
    sentence: 'instant 30s, short 5min, medium 15min, long 1hr, persistent 24hr; the last three compressed',
    ...by(
      ['collector/src/cache/performance-cache.test.ts', 'keeps %s data for %i s'],
      ['collector/src/routes/route-cache.itest.ts', 'compresses the bodies of strategies that say so']
    ),
  },
  {
    section: 'Usage',
    sentence: 'Cache with strategy, get cached data, clear cache',
    ...by([SNIPPETS, "'cache-usage'"]),
  },
  {
    section: 'Route-level caching',
    sentence: 'Routes are automatically cached based on their configuration',
    ...by([SNIPPETS, 'answersTwice(routes)']),
  },

  { section: 'Metrics collected', sentence: 'System: CPU usage', ...by([SYSTEM, 'show two scrapers the same usage']) },
  {
    section: 'Metrics collected',
    sentence: 'System: memory usage',
    ...by([SYSTEM, 'expose the whole host in base units']),
  },
  {
    section: 'Metrics collected',
    sentence: 'System: disk I/O',
    ...by([SYSTEM, 'expose the whole host in base units']),
  },
  {
    section: 'Metrics collected',
    sentence: 'System: network latency',
    ...by(['collector/src/probes/peer.test.ts', 'measures how long a TCP connect takes']),
  },
  {
    section: 'Metrics collected',
    sentence: 'Application: response time, throughput, error rate, success rate',
    ...by([DOCUMENTS, 'GET metrics is in percent, milliseconds and requests per minute']),
  },
  {
    section: 'Metrics collected',
    sentence: 'Cache: hit rate, miss rate, eviction rate, size',
    ...by([DOCUMENTS, 'GET metrics is in percent, milliseconds and requests per minute']),
  },
  {
    section: 'Metrics collected',
    sentence: 'Database: query time, connection pool usage',
    ...by(
      [POOL, 'count statements by operation and by fingerprint'],
      [POOL, 'tell 5 busy connections of one pool from 2']
    ),
  },
  {
    section: 'Metrics collected',
    sentence: 'Database: slow queries',
    ...by([POOL, 'are logged and listed with fingerprint, route and pool']),
  },
  { section: 'Metrics collected', sentence: 'Database: deadlocks', ...by([POOL, 'count a deadlock once']) },

  {
    section: 'Monitoring setup',
    sentence: 'Start monitoring, get current metrics, get performance report',
    ...by([SNIPPETS, 'monitoring: {']),
  },
  {
    section: 'Performance thresholds',
    sentence: '80% CPU usage, 80% memory usage, 1 second, 1% error rate',
    ...by([SNIPPETS, 'thresholds: {']),
  },
  {
    section: 'Performance thresholds',
    sentence: 'Default thresholds (configurable)',
    ...by([CONFIG, 'lets the environment win over the file'], [CONFIG, 'keeps what is said for one service apart']),
  },

  {
    section: 'How it works',
    sentence: 'It optimizes when metrics exceed thresholds',
    ...by(['collector/src/optimizer/triggers.test.ts', 'act when a threshold stays exceeded']),
  },
  {
    section: 'How it works',
    sentence: 'It optimizes when the optimization interval elapsed (default: 5 minutes)',
    ...by(
      ['collector/src/optimizer/triggers.test.ts', 'leave a plan for a person in mode propose'],
      [CONFIG, 'stands at SPEC.md’s defaults']
    ),
  },
  {
    section: 'How it works',
    sentence: 'It optimizes when manual optimization is triggered',
    ...by(['tests/performance/presses.ts', 'presses is applied within']),
  },

  {
    section: 'Cache optimization',
    sentence: 'Adjust TTL based on hit rates',
    ...by(['collector/src/optimizer/press.test.ts', 'plans what was planted, the largest expected gain first']),
  },
  {
    section: 'Cache optimization',
    sentence: 'Evict stale entries',
    ...by(['collector/src/cache/cache.test.ts', 'forgets expired entries without being asked for them']),
  },
  {
    section: 'Cache optimization',
    sentence: 'Resize cache based on usage',
    ...by(
      ['collector/src/optimizer/press.test.ts', 'plans what was planted, the largest expected gain first'],
      ['collector/src/cache/cache.test.ts', 'resize without losing what fits']
    ),
  },
  {
    section: 'Database optimization',
    sentence: 'Optimize slow queries',
    ...by([SLOW, 'add up calls, mean, maximum and routes']),
    comesWith: DATABASE,
  },
  {
    section: 'Database optimization',
    sentence: 'Adjust connection pool',
    ...by([POOL, 'serves waiters at once when it is raised'], [POOL, 'closes surplus connections when it is lowered']),
  },
  {
    section: 'Database optimization',
    sentence: 'Reduce deadlocks',
    ...by([POOL, 'count a deadlock once']),
    comesWith: DATABASE,
  },
  {
    section: 'Resource optimization',
    sentence: 'Reduce concurrent requests if CPU high',
    ...by([RULES, 'concurrent requests are reduced when CPU is high']),
  },
  {
    section: 'Resource optimization',
    sentence: 'Increase timeout if network slow',
    ...by([RULES, 'the timeout is increased when the peer is slow']),
  },
  {
    section: 'Resource optimization',
    sentence: 'Adjust memory limits',
    ...by([RULES, 'a cache is made smaller when memory is near its limit']),
  },
  {
    section: 'Manual optimization',
    sentence: 'optimize() gives optimizations and performance gains',
    ...by([SNIPPETS, "'manual-optimization'"]),
  },

  {
    section: 'Default targets',
    sentence: '500ms average, 1000 requests/min, 0.5% error rate',
    ...by([SNIPPETS, 'targets: {']),
  },
  {
    section: 'Measuring against targets',
    sentence: 'The report holds the response time and its target',
    ...by([SNIPPETS, "'measuring-targets'"]),
  },

  { section: 'Connection pooling', sentence: 'Configured in supabase/config.toml', comesWith: DATABASE },
  {
    section: 'Query optimization',
    sentence: 'RPC, indexes, pagination, needed fields only',
    ...by([SNIPPETS, "'query-optimization'"]),
    comesWith: DATABASE,
  },
  {
    section: 'Slow query detection',
    sentence: 'Slow queries (>200ms) are detected and logged',
    ...by(
      [SLOW, 'say statement, duration, route and pool in one line'],
      [POOL, 'are logged and listed with fingerprint']
    ),
  },

  {
    section: 'Resource management',
    sentence: '100 concurrent requests, 30 seconds, 1GB, 80%',
    ...by([SNIPPETS, 'resources: {'], ['collector/src/config/agent-schema.test.ts', 'SPEC.md’s limits']),
  },
  {
    section: 'Request throttling',
    sentence: 'Throttles requests when CPU usage > 80%',
    ...by(['collector/src/admission/admission.test.ts', 'sheds low priority first as usage rises over its limit']),
  },
  {
    section: 'Request throttling',
    sentence: 'Throttles requests when memory usage > 80%',
    ...by(['collector/src/admission/admission.test.ts', 'sheds low priority first as usage rises over its limit']),
  },
  {
    section: 'Request throttling',
    sentence: 'Throttles requests when there are too many concurrent requests',
    ...by([LOAD, 'under overload every request is either served or rejected']),
  },

  {
    section: 'Load testing',
    sentence: 'npm run test:performance, npm run test:load',
    ...by([DOCUMENTS, 'the test commands of the specification are scripts']),
  },
  {
    section: 'Benchmarking',
    sentence: 'Benchmark route: average load time, P95 load time, cache hit rate',
    ...by([SNIPPETS, 'benchmark: {'], [DOCUMENTS, 'a benchmark without an address says what it needs']),
  },

  {
    section: 'Metrics endpoint',
    sentence: 'GET /api/growth-engine/metrics',
    ...by(
      [DOCUMENTS, 'GET metrics has exactly the keys of the specification'],
      ['collector/src/server/answers.test.ts', '%s answers as the OpenAPI document says']
    ),
  },
  {
    section: 'Health check',
    sentence: 'GET /api/growth-engine/health',
    ...by(
      [DOCUMENTS, 'GET health has exactly the keys of the specification'],
      ['tests/faults/database-faults.ts', 'health is degraded and names the check']
    ),
  },

  ...(['High CPU usage', 'High memory usage', 'Slow response times', 'Low cache hit rate'] as const).map((guide) => ({
    section: 'Troubleshooting',
    sentence: `${guide}: symptoms and solutions`,
    ...by(['collector/src/contract/guides/evaluate.test.ts', 'leads each cause to something to do']),
  })),
];
