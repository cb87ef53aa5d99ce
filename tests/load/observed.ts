import { METRICS } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import type { Cleanup } from '../lib/cleanup.js';
import { sumOf } from '../lib/exposition.js';
import { openLoop } from '../lib/open-loop.js';
import { OVERLOAD_PER_SECOND, pathOf } from './routes.js';
import { scrape, startApp } from './start-app.js';

export async function observed(checks: Checks, cleanup: Cleanup): Promise<void> {
  const { url } = await startApp('observe', cleanup);
  await checks.check('nothing is rejected, and what would have been is counted', async () => {
    const outcomes = await openLoop({ url, ratePerSecond: OVERLOAD_PER_SECOND, seconds: 6, path: pathOf });
    const failed = outcomes.filter(({ status }) => status !== 200);
    ensure(
      failed.length === 0,
      `${failed.length} of ${outcomes.length} failed, the first with ${JSON.stringify(failed[0])}.`
    );
    const samples = await scrape(url);
    const rejectable = sumOf(samples, METRICS.http_requests_rejectable_total.name);
    const rejected = sumOf(samples, METRICS.http_requests_rejected_total.name);
    ensure(rejected === 0 && rejectable > 0, `${rejected} were counted as rejected, ${rejectable} as rejectable.`);
    return `${outcomes.length} served, ${rejectable} of them beyond the limit`;
  });
}
