import { METRICS, systemClock } from '@growth-engine/collector/contract';
import type { HealthDocument } from '@growth-engine/collector/contract';
import type { Load } from '../../collector/demo/load/load.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { parseExposition, sumOf } from '../lib/exposition.js';
import type { Sample } from '../lib/exposition.js';
import type { Fleet } from '../lib/fleet.js';
import { delay, until } from '../lib/wait.js';

const failing = ({ checks }: HealthDocument): readonly (readonly [string, string])[] =>
  Object.entries(checks).filter(([, text]) => text !== 'ok');

async function scrape(url: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) });
  ensure(response.status === 200, `${url}/metrics answered ${response.status}.`);
  return parseExposition(await response.text());
}

const namesOf = (samples: readonly Sample[]): ReadonlySet<string> => new Set(samples.map(({ name }) => name));

export async function databaseFaults(checks: Checks, fleet: Fleet, load: Load): Promise<void> {
  const { api, service } = fleet;
  const [shop] = fleet.shops;
  ensure(shop !== undefined, 'There is no shop.');
  const before = namesOf(await scrape(shop.url));
  await fleet.database.halt();
  await delay(3_000);

  await checks.check('the shops live on', () => {
    for (const { instance, child } of fleet.shops) {
      ensure(child.running, `${instance} has ended:\n${child.output.slice(-1500)}`);
    }
    return undefined;
  });
  await checks.check('a scrape of the shop has everything that it had', async () => {
    const samples = await scrape(shop.url);
    const missing = [...before].filter((name) => !namesOf(samples).has(name));
    ensure(missing.length === 0, `Missing: ${missing.join(', ')}.`);
    ensure(sumOf(samples, METRICS.db_errors_total.name) > 0, 'No failed statement was counted.');
    return `${before.size} names`;
  });
  await checks.check('a scrape of the collector says that the database is down, and has the rest', async () => {
    const samples = await until('the probe', 15_000, async () => {
      const now = await scrape(api.url);
      return sumOf(now, METRICS.db_server_up.name) === 0 ? now : undefined;
    });
    ensure(namesOf(samples).has(METRICS.system_cpu_usage_ratio.name), 'The system series are missing.');
    ensure(namesOf(samples).has(METRICS.agent_connected.name), 'The series of the loop are missing.');
    return undefined;
  });
  await checks.check('health is degraded and names the check', async () => {
    const health = await until('degraded health', 20_000, async () => {
      const now = await api.healthOrUnhealthy();
      return now.status === 'degraded' && failing(now).length > 0 ? now : undefined;
    });
    const answer = await api.call('health');
    ensure(answer.status === 200, `It answered ${answer.status}.`);
    return failing(health)
      .map(([name, text]) => `${name}: ${text}`)
      .join(' ');
  });
  await checks.check('Optimize refuses with its sentence', async () => {
    const plan = await api.plan(service);
    const refusal = plan.refusals.find(({ guard }) => guard === 'database-down');
    ensure(refusal !== undefined, `It refuses with ${JSON.stringify(plan.refusals)}.`);
    const answer = await api.call('confirm', {
      body: { planId: plan.id },
      headers: { 'idempotency-key': 'database-down' },
    });
    ensure(answer.status === 409, `Confirming it answered ${answer.status}.`);
    return `${refusal.sentence} ${refusal.nextStep}`;
  });
  await checks.check('the shop answers what it can, and nothing hangs', async () => {
    const response = await fetch(`${shop.url}/search?q=lamp`, { signal: AbortSignal.timeout(10_000) });
    ensure(response.status === 503 || response.status === 500, `It answered ${response.status}.`);
    return `${response.status}`;
  });

  await fleet.database.resume();
  await checks.check('started again, all recovers by itself', async () => {
    await until('healthy health', 40_000, async () => (await api.healthOrUnhealthy()).status === 'healthy');
    await until('the probe', 20_000, async () => sumOf(await scrape(api.url), METRICS.db_server_up.name) === 1);
    const begin = systemClock.monotonic();
    await delay(5_000);
    const end = systemClock.monotonic();
    await delay(500);
    const { errors, count } = load.summary(begin, end);
    ensure(errors === 0, `${errors} of ${count} requests failed.`);
    await until('no refusal', 30_000, async () => {
      const { refusals } = await api.plan(service);
      if (refusals.length > 0) throw new Error(refusals.map(({ sentence }) => sentence).join(' '));
      return true;
    });
    return `${count} requests, 0 failed`;
  });
}
