import { createHash } from 'node:crypto';
import { SERVICE } from '../lib/demo.js';
import { expect, test } from '../lib/test.js';
import { OptimizePart } from '../pages/optimize-part.js';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Says what Grafana's tokens say, and is signed by nobody. */
function forgedIdentity(issuer: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: 'org:1',
    sub: 'user:1',
    username: 'admin',
    role: 'Admin',
    iat: now,
    exp: now + 600,
  };
  const body = `${part({ alg: 'ES256', typ: 'jwt', kid: 'default' })}.${part(claims)}`;
  return `${body}.${createHash('sha512').update(body).digest('base64url')}`;
}

test('a Viewer sees why pressing is not possible, and neither the page, nor the proxy, nor the collector lets it through', async ({
  app,
  collector,
  demo,
  watch,
}) => {
  watch.expect({ status: 403, url: /\/(plans|optimizations|targets|freeze)$/ });
  const visit = await app.as('Viewer');
  const panel = new OptimizePart((await visit.panels()).optimize);
  await expect(panel.root).toContainText('You need the Editor role to press Optimize.');
  await expect(panel.optimize).toBeDisabled();

  const writes = [
    ['POST', '/plans', { service: SERVICE, scope: [] }],
    ['POST', '/optimizations', { planId: 'plan-1' }],
    ['PUT', '/targets', { response_time: 1 }],
    ['PUT', '/freeze', { seconds: 60 }],
  ] as const;
  for (const [method, path, body] of writes) {
    expect((await visit.proxy(method, path, body)).status, `${method} ${path}`).toBe(403);
  }
  expect((await visit.proxy('GET', `/report?service=${SERVICE}`)).status).toBe(200);

  await visit.targets();
  await expect(visit.page.getByText('You need the Editor role to change anything here.')).toBeVisible();
  await expect(visit.page.getByRole('button', { name: 'Save' }).first()).toBeDisabled();

  const body = { service: SERVICE, scope: [] };
  const withRead = await collector.api.call('createPlan', { body, token: demo.tokens.read });
  expect(withRead.status, 'the read token').toBe(403);
  const withForged = await collector.api.call('createPlan', {
    body,
    headers: { 'x-grafana-id': forgedIdentity(`${demo.grafana?.url ?? demo.collector}/`) },
  });
  if (demo.grafana !== undefined) expect(withForged.status, 'a forged identity').toBe(401);
  const withNothing = await collector.api.call('createPlan', { body, token: null });
  expect(withNothing.status, 'no token').toBe(401);
});

test('an Editor can press, and the ledger names that person', async ({ app, collector }) => {
  const visit = await app.as('Editor');
  const panel = new OptimizePart((await visit.panels()).optimize);
  await panel.freezeFor('1 hour');
  await panel.unfreeze.click();
  await expect(panel.optimize).toBeEnabled();
  const entries = await collector.ledger();
  const unfrozen = entries.find((entry) => entry.kind === 'audit' && entry.action === 'unfreeze');
  expect(unfrozen?.kind === 'audit' && unfrozen.actor).toMatchObject({ ...app.actorOf('Editor'), role: 'Editor' });
});
