import { METRICS, systemClock } from '@growth-engine/collector/contract';
import type { Load } from '../../collector/demo/load/load.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { parseExposition, sumOf } from '../lib/exposition.js';
import type { Fleet } from '../lib/fleet.js';
import { delay, until } from '../lib/wait.js';

const PERIOD_MS = 10_000;
const SETTING = 'cache.products.capacity';
const VALUE = 120;

async function settingIn(shopUrl: string): Promise<number> {
  const text = await (await fetch(`${shopUrl}/metrics`)).text();
  return sumOf(parseExposition(text), METRICS.setting.name, { setting: SETTING });
}

const everywhere = async (fleet: Fleet): Promise<boolean> =>
  (await Promise.all(fleet.shops.map(({ url }) => settingIn(url)))).every((value) => value === VALUE);

export async function collectorFaults(checks: Checks, fleet: Fleet, load: Load): Promise<void> {
  const { api, service } = fleet;
  await checks.check('a setting that a person takes over arrives in both shops', async () => {
    await api.get('putSetting', { params: { name: SETTING }, query: { service }, body: { value: VALUE } });
    await until('it arrives', 10_000, () => everywhere(fleet));
    return `${SETTING} = ${VALUE}`;
  });
  await checks.check('the shops do not notice that the collector is gone', async () => {
    const begin = systemClock.monotonic();
    await delay(PERIOD_MS);
    fleet.collector.kill('SIGKILL');
    await fleet.collector.exited;
    const gone = systemClock.monotonic();
    await delay(PERIOD_MS);
    const end = systemClock.monotonic();
    await delay(1_000);
    const [before, without] = [load.summary(begin, gone), load.summary(gone, end)];
    ensure(without.errors === 0, `${without.errors} of ${without.count} requests failed.`);
    const ratio = without.meanSeconds / before.meanSeconds;
    // Ten seconds of a busy machine: only what somebody would notice counts.
    ensure(ratio < 3, `The mean response time became ${ratio.toFixed(2)} times what it was.`);
    ensure(await everywhere(fleet), 'A shop went back to its own setting.');
    return `${without.count} requests, 0 failed, mean ${(without.meanSeconds * 1000).toFixed(1)} ms after ${(before.meanSeconds * 1000).toFixed(1)} ms`;
  });
  await checks.check('it comes back, the shops report again, and what was set still stands', async () => {
    await fleet.startCollector();
    await until('both shops connected', 20_000, async () => {
      const summary = await api.service(service);
      return summary?.instances.filter(({ connected }) => connected).length === 2;
    });
    ensure(await everywhere(fleet), 'A shop has another setting.');
    const { settings } = await api.settings(service);
    const setting = settings.find(({ name }) => name === SETTING);
    ensure(setting?.value === VALUE, `The collector says ${String(setting?.value)}.`);
    ensure(setting.ownedBy === 'person', `It is owned by ${setting.ownedBy}.`);
    await api.get('deleteSetting', { params: { name: SETTING }, query: { service } });
    return undefined;
  });
}
