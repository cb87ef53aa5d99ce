import { ACTIONS, type EndpointId } from '@growth-engine/collector/contract';

/** What a person may do here; plugin.json grants it by role and asks for it on each proxy route. */
export type Ability = keyof typeof ACTIONS;

/** Which action each endpoint asks for. `agentReport` is for agents alone and has no route. */
export const ENDPOINT_ABILITIES = {
  metrics: 'read',
  health: 'read',
  services: 'read',
  report: 'read',
  targets: 'read',
  putTargets: 'configure',
  thresholds: 'read',
  putThresholds: 'configure',
  mode: 'read',
  putMode: 'configure',
  putFreeze: 'optimize',
  deleteFreeze: 'optimize',
  settings: 'read',
  putSetting: 'configure',
  deleteSetting: 'configure',
  createPlan: 'optimize',
  plan: 'read',
  confirm: 'optimize',
  optimizations: 'read',
  optimization: 'read',
  revert: 'optimize',
  cancel: 'optimize',
  routes: 'read',
  benchmarkRoute: 'optimize',
  caches: 'read',
  slowQueries: 'read',
  guides: 'read',
  ledger: 'read',
  openapi: 'read',
} as const satisfies Record<Exclude<EndpointId, 'agentReport'>, Ability>;

export type ClientEndpoint = keyof typeof ENDPOINT_ABILITIES;
