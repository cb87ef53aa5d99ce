import { AGENT_PROTOCOL, DEFAULT_TARGETS } from '@growth-engine/collector/contract';
import type { Optimization, Targets } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import type { Fleet } from '../lib/fleet.js';
import { until } from '../lib/wait.js';
import { ensureProblem } from './sentences.js';

const PLAN_MS = 40_000;

export async function apiFaults(checks: Checks, fleet: Fleet): Promise<void> {
  const { api, service } = fleet;
  await checks.check('both shops report', async () => {
    const summary = await until('both shops', 20_000, async () => {
      const now = await api.service(service);
      return now?.instances.filter(({ connected }) => connected).length === 2 ? now : undefined;
    });
    return summary.instances.map(({ instance }) => instance).join(', ');
  });
  await checks.check('no token is refused', async () =>
    ensureProblem(await api.call('report', { token: null }), 401, /token/i)
  );
  await checks.check('a wrong token is refused', async () =>
    ensureProblem(await api.call('report', { token: 'not-the-right-token' }), 401, /token/i)
  );
  await checks.check('the read token may not change anything', async () => {
    const answer = await api.call('putTargets', { token: api.tokens.read, body: { response_time: 1 } });
    return ensureProblem(answer, answer.status === 401 ? 401 : 403);
  });
  await checks.check('the control token implies no reading', async () => {
    const answer = await api.call('report', { token: api.tokens.control });
    return ensureProblem(answer, answer.status === 401 ? 401 : 403);
  });
  await checks.check('a malformed body is refused', async () =>
    ensureProblem(await api.call('putTargets', { rawBody: '{"response_time":' }), 400, /JSON/)
  );
  await checks.check('an unknown key in a body is named', async () =>
    ensureProblem(await api.call('putTargets', { body: { respose_time: 1 } }), 400, /respose_time/)
  );
  await checks.check('a target of −1 is refused with its range, and the old one stays', async () => {
    const before = await api.get<Targets>('targets');
    const said = ensureProblem(
      await api.call('putTargets', { body: { response_time: -1 } }),
      400,
      /response_time/,
      /0\.001/
    );
    const after = await api.get<Targets>('targets');
    ensure(JSON.stringify(after) === JSON.stringify(before), `The targets are now ${JSON.stringify(after)}.`);
    ensure(before.throughput === DEFAULT_TARGETS.throughput, 'The default throughput is not there.');
    return said;
  });
  await checks.check('a body that is no JSON document type is refused', async () =>
    ensureProblem(
      await api.call('putTargets', { rawBody: 'response_time=1', headers: { 'content-type': 'text/plain' } }),
      415
    )
  );
  await checks.check('an agent of another protocol version is refused by both versions', async () => {
    const answer = await api.call('agentReport', {
      params: { instance: 'from-the-future' },
      body: { protocol: AGENT_PROTOCOL + 41, agentVersion: '9.9.9', service, instance: 'from-the-future' },
    });
    return ensureProblem(answer, 400, /protocol/i, new RegExp(String(AGENT_PROTOCOL + 41)));
  });
  await checks.check('a service that nobody knows is not found', async () =>
    ensureProblem(await api.call('report', { query: { service: 'no-such-service' } }), 404, /no-such-service/)
  );
  await checks.check('a plan that nobody made is not found', async () =>
    ensureProblem(
      await api.call('confirm', { body: { planId: 'no-such-plan' }, headers: { 'idempotency-key': 'x1' } }),
      404
    )
  );
  await checks.check('a plan after a setting changed is stale, and a new one is offered', async () => {
    const plan = await api.confirmablePlan(service, PLAN_MS);
    const [change] = plan.changes;
    ensure(change !== undefined, 'The plan is empty.');
    await api.get('putSetting', { params: { name: change.setting }, query: { service }, body: { value: change.from } });
    const answer = await api.call('confirm', { body: { planId: plan.id }, headers: { 'idempotency-key': 'x2' } });
    await api.get('deleteSetting', { params: { name: change.setting }, query: { service } });
    return ensureProblem(answer, 409, /plan-stale/);
  });
  await checks.check(
    'a plan confirmed twice is one optimization, another meanwhile is refused with a link',
    async () => {
      const plan = await api.confirmablePlan(service, PLAN_MS);
      const other = await api.plan(service);
      const confirm = (planId: string, key: string) =>
        api.call<Optimization>('confirm', { body: { planId }, headers: { 'idempotency-key': key } });
      const first = await confirm(plan.id, 'press-1');
      ensure(first.status === 202, `The first answered ${first.status}: ${JSON.stringify(first.body)}`);
      const second = await confirm(plan.id, 'press-2');
      const third = await confirm(other.id, 'press-3');
      await api.cancel(first.body.id);
      await api.over(first.body.id, 20_000);
      ensure(second.status === 200 && second.body.id === first.body.id, `The second answered ${second.status}.`);
      return ensureProblem(third, 409, /optimization-running/, new RegExp(first.body.id));
    }
  );
}
