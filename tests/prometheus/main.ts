// `npm run check:prometheus`: everything that Prometheus reads of us. Rules, their tests and the configuration as they stand;
// what agent and collector expose while they work; and each derived quantity, computed here and by a real Prometheus.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';
import { delay } from '../lib/wait.js';
import { checkFiles } from './files.js';
import { findTool, NOT_FOUND } from './tools.js';

/** A window of 60 s, four scrapes before it, and the first requests, which find everything cold. */
const MEASURE_MS = 85_000;
/** Until the last report and the last scrape of the window have arrived. */
const ARRIVAL_MS = 2_000;

await runBounded({ name: 'check:prometheus', maxSeconds: 300 }, async (cleanup) => {
  const checks = new Checks();
  const promtool = findTool('promtool');
  if (promtool === undefined) {
    checks.skip('rules, rule tests, configuration and expositions', `promtool ${NOT_FOUND}`);
  } else {
    await checkFiles(checks, promtool);
  }
  const binary = findTool('prometheus');

  ensureCollectorBuilt();
  const { startPostgres } = await import('../../collector/demo/postgres.js');
  const { startReportSink } = await import('./report-sink.js');
  const { startMeasuredApp, startSteadyTraffic } = await import('./measured-app.js');
  const { startPrometheus } = await import('./prometheus-server.js');
  const { checkDerived } = await import('./derived.js');
  const { checkExposition, startCollector } = await import('./live.js');

  const database = await startPostgres({ url: '' });
  cleanup.add(() => database.stop());
  const sink = await startReportSink(cleanup);
  const app = await startMeasuredApp({ collector: sink.url, databaseUrl: database.url }, cleanup);
  const stopTraffic = startSteadyTraffic(app.url);
  cleanup.add(stopTraffic);
  const measuredSince = performance.now();

  if (binary === undefined) {
    checks.skip('derived quantities', `prometheus ${NOT_FOUND}`);
  } else {
    const prometheus = await startPrometheus(binary, app.host, cleanup);
    await delay(Math.max(0, MEASURE_MS - (performance.now() - measuredSince)));
    const endsAt = Date.now();
    await delay(ARRIVAL_MS);
    await checkDerived(checks, prometheus, sink, endsAt);
  }
  if (promtool !== undefined) {
    await checkExposition(checks, promtool, 'agent', () => app.exposition());
    const collector = await startCollector(database.url, cleanup);
    await checkExposition(checks, promtool, 'collector', () => fetch(collector).then((response) => response.text()));
  }
  return checks.summary();
});
