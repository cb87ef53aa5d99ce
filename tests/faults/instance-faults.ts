import type { LedgerDocument, Optimization, Plan, Problem } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { isOver } from '../lib/control-api.js';
import type { Fleet, Shop } from '../lib/fleet.js';
import { delay, until } from '../lib/wait.js';

const PLAN_MS = 40_000;
const RECOVERED_MS = 30_000;

/** Every instance at the same value of every setting. Returns what differs. */
async function differences(fleet: Fleet): Promise<readonly string[]> {
  const { settings } = await fleet.api.settings(fleet.service);
  return settings.flatMap(({ name, value, instances }) =>
    Object.entries(instances)
      .filter(([, own]) => own !== value)
      .map(([instance, own]) => `${name} of ${instance} is ${own}, elsewhere ${value}`)
  );
}

async function bothAlike(fleet: Fleet): Promise<void> {
  const since = Date.now();
  await until('a report of both shops', RECOVERED_MS, async () => {
    const summary = await fleet.api.service(fleet.service);
    return summary?.instances.filter(({ lastReportAt }) => Date.parse(lastReportAt) > since).length === 2;
  });
  await until('both shops alike', RECOVERED_MS, async () => {
    const differing = await differences(fleet);
    if (differing.length > 0) throw new Error(differing.join('; '));
    return true;
  });
}

/** A plan for one setting only, so that one change is at stake. */
async function planOfOne(fleet: Fleet): Promise<Plan> {
  const { changes } = await fleet.api.confirmablePlan(fleet.service, PLAN_MS);
  return until('a plan for one setting', PLAN_MS, async () => {
    const plan = await fleet.api.plan(fleet.service, [changes[0]?.setting ?? '']);
    return plan.refusals.length === 0 && plan.changes.length > 0 ? plan : undefined;
  });
}

const victimOf = (fleet: Fleet, plan: Plan): Shop => {
  const first = plan.changes[0]?.instances[0];
  const shop = fleet.shops.find(({ instance }) => instance === first) ?? fleet.shops[0];
  if (shop === undefined) throw new Error('There is no shop.');
  return shop;
};

async function kill(shop: Shop): Promise<void> {
  shop.child.kill('SIGKILL');
  await shop.child.exited;
}

/** A process that dies within the crash window after a change comes up with the old value, and the ledger says why. */
async function ensureTakenBack(fleet: Fleet, plan: Plan): Promise<void> {
  const [change] = plan.changes;
  const { settings } = await fleet.api.settings(fleet.service);
  const value = settings.find(({ name }) => name === change?.setting)?.value;
  ensure(value === change?.from, `${String(change?.setting)} is ${String(value)}, not ${String(change?.from)} again.`);
  const { entries } = await fleet.api.get<LedgerDocument>('ledger', { query: { service: fleet.service } });
  const crash = entries.find((entry) => entry.kind === 'decision' && entry.decision.reason === 'crash');
  ensure(crash !== undefined, 'No decision on the ledger says that a crash was the reason.');
}

/** Kills at a step, then lets it come to an end by itself, brings the shop back and holds both against each other. */
async function killedAt(fleet: Fleet, step: 'planned' | 'applying' | 'observing' | 'kept'): Promise<string> {
  const { api } = fleet;
  const plan = await planOfOne(fleet);
  const shop = victimOf(fleet, plan);
  if (step === 'planned') await kill(shop);
  const confirmed = await api.call<Optimization | Problem>('confirm', {
    body: { planId: plan.id },
    headers: { 'idempotency-key': `killed-at-${step}` },
  });
  let said: string;
  if (confirmed.status >= 400) {
    const { detail, nextStep } = confirmed.body as Problem;
    ensure(detail.length > 10 && nextStep.length > 5, `The refusal says too little: ${JSON.stringify(confirmed.body)}`);
    said = `refused: ${detail}`;
  } else {
    const { id } = confirmed.body as Optimization;
    if (step === 'applying') await kill(shop);
    if (step === 'observing') {
      await until('observing', 15_000, async () => (await api.optimization(id)).state === 'observing', 30);
      await delay(1_500);
      await kill(shop);
    }
    const over = await api.over(id, plan.maxSeconds * 1000 + 30_000);
    ensure(isOver(over) && over.sentence.length > 10, `It says too little: ${JSON.stringify(over)}`);
    const sentences = over.changes.flatMap(({ decision, dropped }) => decision?.sentence ?? dropped?.sentence ?? []);
    said = `${over.state}: ${[over.sentence, ...sentences].join(' ')}`;
    if (step === 'kept') {
      await kill(shop);
      await delay(1_000);
      await shop.restart();
      await bothAlike(fleet);
      if (over.changes[0]?.state === 'kept') await ensureTakenBack(fleet, plan);
      else said = `nothing was kept this time; ${said}`;
      return said;
    }
  }
  await shop.restart();
  await bothAlike(fleet);
  return said;
}

export async function instanceFaults(checks: Checks, fleet: Fleet): Promise<void> {
  await checks.check('one of two shops dies after the plan was made', () => killedAt(fleet, 'planned'));
  await checks.check('one of two shops dies while a change is applied', () => killedAt(fleet, 'applying'));
  await checks.check('one of two shops dies while a change is observed', () => killedAt(fleet, 'observing'));
  await checks.check('one of two shops dies after the press was over', () => killedAt(fleet, 'kept'));
}
