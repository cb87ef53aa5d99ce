// `npm run faults -w tests`: what breaks beside us, on the demo's own parts: each fault says what it is in one sentence with
// the next step, and nothing that worked stops working.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'faults', maxSeconds: 420 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { startFleet } = await import('../lib/fleet.js');
  const { startFaults } = await import('./start-faults.js');
  const { libraryFaults } = await import('./library-faults.js');
  const { diskFaults } = await import('./disk-faults.js');
  const { apiFaults } = await import('./api-faults.js');
  const { instanceFaults } = await import('./instance-faults.js');
  const { collectorFaults } = await import('./collector-faults.js');
  const { databaseFaults } = await import('./database-faults.js');
  const { startLoad, LOOP } = await import('./load.js');
  const checks = new Checks();

  const fleet = await startFleet({ instances: 2, rate: 0, loop: LOOP }, cleanup);
  checks.heading('Faults: starting');
  await startFaults(checks, fleet.database.url, cleanup);
  checks.heading('Faults: in an application');
  await libraryFaults(checks, fleet, cleanup);
  checks.heading('Faults: the disk');
  await diskFaults(checks, cleanup);

  const load = startLoad(fleet, cleanup);
  checks.heading('Faults: at the API');
  await apiFaults(checks, fleet);
  checks.heading('Faults: an instance dies during a press');
  await instanceFaults(checks, fleet);
  checks.heading('Faults: the collector dies under load');
  await collectorFaults(checks, fleet, load);
  checks.heading('Faults: PostgreSQL stops under load');
  await databaseFaults(checks, fleet, load);
  return checks.summary();
});
