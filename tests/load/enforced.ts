import { METRICS } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import type { Cleanup } from '../lib/cleanup.js';
import { sumOf } from '../lib/exposition.js';
import { openLoop, percentileMs, share } from '../lib/open-loop.js';
import type { Outcome } from '../lib/open-loop.js';
import { delay } from '../lib/wait.js';
import { BEARABLE_PER_SECOND, OVERLOAD_PER_SECOND, pathOf } from './routes.js';
import { probe, scrape, startApp } from './start-app.js';

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;
const isRejected = ({ status }: Outcome): boolean => status === 503;
const rejectedShare = (outcomes: readonly Outcome[], path: string): number =>
  share(
    outcomes.filter((outcome) => outcome.path === path),
    isRejected
  );

function ensureAllServed(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ status }) => status !== 200);
  ensure(
    failed.length === 0,
    `${failed.length} of ${outcomes.length} failed, the first with ${JSON.stringify(failed[0])}.`
  );
  return `${outcomes.length} requests, median ${percentileMs(outcomes, 0.5).toFixed(0)} ms`;
}

export async function enforced(checks: Checks, cleanup: Cleanup): Promise<void> {
  const { url, child } = await startApp('enforce', cleanup);
  const at = (ratePerSecond: number, seconds: number): Promise<readonly Outcome[]> =>
    openLoop({ url, ratePerSecond, seconds, path: pathOf });

  await checks.check('no request fails at a rate that the application can bear', async () =>
    ensureAllServed(await at(BEARABLE_PER_SECOND, 12))
  );
  const heapAtBegin = await child.ask<number>({ do: 'memory' });

  const rejectedBefore = sumOf(await scrape(url), METRICS.http_requests_rejected_total.name);
  const probes = probe(url);
  const overload = await at(OVERLOAD_PER_SECOND, 12);
  const answers = await probes.stop();

  await checks.check('under overload every request is either served or rejected with 503 and Retry-After', () => {
    const others = overload.filter(({ status }) => status !== 200 && status !== 503);
    ensure(others.length === 0, `${others.length} ended otherwise, the first as ${JSON.stringify(others[0])}.`);
    const silent = overload.filter((outcome) => isRejected(outcome) && !(Number(outcome.retryAfter) > 0));
    ensure(silent.length === 0, `${silent.length} rejections came without Retry-After.`);
    ensure(share(overload, isRejected) > 0.05, 'Hardly anything was rejected: this was no overload.');
    return `${percent(share(overload, isRejected))} rejected`;
  });
  await checks.check('low priority is shed first', () => {
    const [high, low] = [rejectedShare(overload, '/checkout'), rejectedShare(overload, '/reports')];
    const detail = `${percent(low)} of low, ${percent(rejectedShare(overload, '/products'))} of medium, ${percent(high)} of high`;
    ensure(low > 0.2 && high < low / 2, `Rejected were ${detail}.`);
    return detail;
  });
  await checks.check('what is served stays as fast as without overload', () => {
    const served = overload.filter(({ status }) => status === 200);
    const median = percentileMs(served, 0.5);
    ensure(median < 400, `The median was ${median.toFixed(0)} ms where the handler takes 100 ms.`);
    return `median ${median.toFixed(0)} ms`;
  });
  await checks.check('health and metrics always answer', () => {
    ensure(
      answers.failed.length === 0,
      `${answers.failed.length} of ${answers.asked} did not: ${answers.failed[0] ?? ''}`
    );
    return `${answers.asked} answers, the slowest after ${answers.slowestMs.toFixed(0)} ms`;
  });
  await checks.check('the series count what the clients saw', async () => {
    const counted = sumOf(await scrape(url), METRICS.http_requests_rejected_total.name) - rejectedBefore;
    const seen = overload.filter(isRejected).length;
    ensure(counted === seen, `${counted} rejections were counted and ${seen} were seen.`);
    return `${counted} rejections`;
  });
  await delay(1_000);
  await checks.check('after the overload everything is served again', async () =>
    ensureAllServed(await at(BEARABLE_PER_SECOND, 10))
  );
  await checks.check('memory is flat', async () => {
    const heap = await child.ask<number>({ do: 'memory' });
    const grown = (heap - heapAtBegin) / 2 ** 20;
    ensure(grown < 6, `The heap grew by ${grown.toFixed(1)} MiB over ${overload.length} requests.`);
    return `heap ${(heap / 2 ** 20).toFixed(1)} MiB, ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MiB over the overload`;
  });
  await checks.check('close leaves nothing behind: the process ends by itself', async () => {
    await child.ask({ do: 'close' });
    const exit = await Promise.race([child.exited, delay(5_000)]);
    ensure(exit !== undefined, `It still ran 5 s after close.\n${child.output}`);
    ensure(exit.code === 0, `It ended with ${exit.code ?? exit.signal}.\n${child.output}`);
    return undefined;
  });
}
