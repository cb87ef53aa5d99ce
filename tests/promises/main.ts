// `npm run promises -w tests`: every snippet of the specification, of the public API and of the README runs; and every
// sentence that promises behaviour has a test that shows it, or a place on the roadmap.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'promises', maxSeconds: 240 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { startPostgres } = await import('../../collector/demo/postgres.js');
  const { runSnippets } = await import('./run-snippets.js');
  const { documents } = await import('./documents.js');
  const { resourceRules } = await import('./resource-rules.js');
  const { promiseTable } = await import('./promise-table.js');
  const checks = new Checks();
  checks.heading('Promises: each sentence of the specification and the test that shows it');
  await promiseTable(checks);
  checks.heading('Promises: what the engine does with resources');
  await resourceRules(checks);
  const database = await startPostgres({ url: '' });
  cleanup.add(() => database.stop());
  checks.heading('Snippets: they run as written');
  await runSnippets(checks, { DATABASE_URL: database.url }, cleanup);
  checks.heading('Documents: what the product says');
  await documents(checks, database.url, cleanup);
  return checks.summary();
});
