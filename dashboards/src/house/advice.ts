/** What a panel says when it has nothing to draw: what may be the reason, and what to do. */
export const NO_DATA = {
  agent: 'No agent is scraped: add the application’s /metrics to Prometheus’ targets.',
  traffic: 'No requests in this range: send some traffic, or widen the range.',
  sizes: 'No sizes are kept: set requestSizes: true in createGrowthEngine.',
  cache: 'No cache reports: give a route a cacheStrategy, or create a cache with the engine.',
  freshness: 'No cache has a staleness budget: declare staleness, where answers may be out of date.',
  choosing: 'No cache chooses its policy: create one with policy: "auto".',
  secondTier: 'No cache has a second tier: give one secondTier, where instances should share what they load.',
  refreshes: 'No cache loads in the background: create one with engine.tieredCache.',
  pool: 'No pool reports: pass the pool to createGrowthEngine({ pools }).',
  server: 'No database is watched: give the collector a connection to the server.',
  redis: 'No Redis is watched: name it under redis in the collector’s configuration.',
  pgbouncer: 'No PgBouncer is watched: name it under pgbouncers in the collector’s configuration.',
  collector: 'No collector is scraped: start “growth-engine serve” and add it to Prometheus’ targets.',
  host: 'No host numbers: is the collector scraped, and does its probe succeed (Optimizer dashboard)?',
  decisions: 'No decision so far: press Optimize on the overview.',
  peers: 'No peer is measured: name the peers in the collector’s configuration.',
  primary: 'Only a replica reports it.',
  replicas: 'No replica is connected.',
  kernel: 'This kernel or cgroup does not report it.',
} as const;

export type Missing = keyof typeof NO_DATA;

/** The same in so few words that a stat, which scales its text, shows them large enough to be read. */
export const NO_DATA_SHORT = {
  agent: 'No agent',
  pool: 'No pool',
  cache: 'No cache',
  server: 'No database',
  redis: 'No Redis',
  pgbouncer: 'No PgBouncer',
  collector: 'No collector',
  decisions: 'None so far',
} as const satisfies Partial<Record<Missing, string>>;

/** What to do where a stat says one of them. */
export const adviceFor = (missing: keyof typeof NO_DATA_SHORT): string =>
  `“${NO_DATA_SHORT[missing]}”: ${NO_DATA[missing].replace(/^.*?: /, '')}`;
