import type { Actor, Control } from '@growth-engine/collector/contract';

/** Takes a setting over, hands it back, and presses Optimize; what it finds is confirmed and cancelled. */
export async function pressEmbedded(control: Control, service: string, actor: Actor): Promise<string> {
  const { settings } = await control.settings(service);
  const ttl = settings.find(({ name }) => name === 'cache.items.ttl');
  if (ttl === undefined) throw new Error('The agent offers no setting cache.items.ttl.');
  await control.takeSetting(service, ttl.name, ttl.max, actor);
  await control.returnSetting(service, ttl.name, actor);
  const plan = await control.createPlan(service, [], actor);
  if (plan.changes.length === 0 || plan.refusals.length > 0) return 'nothing to confirm';
  const { optimization } = await control.confirm(plan.id, actor);
  await new Promise((done) => setTimeout(done, 500));
  await control.cancel(optimization.id, actor);
  return 'confirmed';
}
