import { ProblemError } from '../contract/index.js';
import type { Clock, Control, Optimization } from '../contract/index.js';
import type { Handlers } from './handler-types.js';
import { Idempotency } from './idempotency.js';

export interface HandlersOptions {
  readonly control: Control;
  readonly clock: Clock;
  readonly openapi: () => Record<string, unknown>;
}

/** The API is a thin coat over Control: it turns calls into calls and results into answers. */
export function createHandlers({ control, clock, openapi }: HandlersOptions): Handlers {
  const confirmations = new Idempotency<{ readonly id: string; readonly created: boolean }>(clock);

  return {
    metrics: ({ service }) => ({ body: control.metrics(service) }),
    health: ({ service }) => {
      const body = control.health(service);
      return { status: body.status === 'unhealthy' ? 503 : 200, body };
    },
    services: () => ({ body: { services: control.services() } }),
    report: async ({ service }) => ({ body: await control.report(service) }),

    targets: async ({ service }) => ({ body: await control.targets(service) }),
    putTargets: async ({ service, body, actor }) => ({ body: await control.setTargets(service, body, actor) }),
    thresholds: async ({ service }) => ({ body: await control.thresholds(service) }),
    putThresholds: async ({ service, body, actor }) => ({ body: await control.setThresholds(service, body, actor) }),
    mode: async ({ service }) => ({ body: await control.mode(service) }),
    putMode: async ({ service, body, actor }) => ({ body: await control.setMode(service, body, actor) }),
    putFreeze: async ({ service, body, actor }) => ({ body: await control.freeze(service, body, actor) }),
    deleteFreeze: async ({ service, actor }) => ({ body: await control.unfreeze(service, actor) }),

    settings: async ({ service }) => ({ body: await control.settings(service) }),
    putSetting: async ({ service, body, actor, param }) => ({
      body: await control.takeSetting(service, param('name'), body.value, actor),
    }),
    deleteSetting: async ({ service, actor, param }) => ({
      body: await control.returnSetting(service, param('name'), actor),
    }),

    createPlan: async ({ service, body, actor, address }) => {
      const plan = await control.createPlan(service, body.scope ?? [], actor);
      return { status: 201, body: plan, location: address(`/plans/${encodeURIComponent(plan.id)}`) };
    },
    plan: ({ param }) => ({ body: control.plan(param('id')) }),
    confirm: async ({ body, actor, request, address }) => {
      let fresh: Optimization | undefined;
      const { result, repeated } = await confirmations.run(request.get('idempotency-key'), actor, body, async () => {
        const { optimization, created } = await control.confirm(body.planId, actor);
        fresh = optimization;
        return { id: optimization.id, created };
      });
      return {
        status: result.created && !repeated ? 202 : 200,
        body: fresh ?? control.optimization(result.id),
        location: address(`/optimizations/${encodeURIComponent(result.id)}`),
      };
    },
    optimizations: ({ service }) => ({ body: { optimizations: control.optimizations(service) } }),
    optimization: ({ param }) => ({ body: control.optimization(param('id')) }),
    revert: async ({ actor, param }) => ({ body: await control.revert(param('id'), actor) }),
    cancel: async ({ actor, param }) => ({ body: await control.cancel(param('id'), actor) }),

    routes: ({ service }) => ({ body: { routes: control.routes(service) } }),
    benchmarkRoute: async ({ service, param }) => ({ body: await control.benchmarkRoute(service, param('id')) }),
    caches: ({ service }) => ({ body: { caches: control.caches(service) } }),
    slowQueries: ({ service }) => ({ body: { slowQueries: control.slowQueries(service) } }),
    guides: async ({ service }) => ({ body: await control.guides(service) }),
    ledger: async ({ service, query: { kind, limit, before } }) => ({
      body: {
        entries: await control.ledger({
          ...(service === undefined ? {} : { service }),
          ...(kind === undefined ? {} : { kind }),
          ...(limit === undefined ? {} : { limit }),
          ...(before === undefined ? {} : { before }),
        }),
      },
    }),
    openapi: () => ({ body: openapi() }),

    agentReport: async ({ body, param, signal }) => {
      if (body.instance !== param('instance'))
        throw new ProblemError(
          'invalid-body',
          `The report is of instance ${body.instance}, its address of ${param('instance')}.`,
          'Send a report to the address of its own instance.'
        );
      try {
        return { body: await control.link.exchange(body, signal) };
      } catch (error) {
        // However the link puts it, a held report that we ended was ended by the shutdown.
        if (signal.reason instanceof ProblemError) throw signal.reason;
        throw error;
      }
    },
  };
}
