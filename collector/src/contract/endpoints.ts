/** Every path of the collector's HTTP interface: server, OpenAPI document, plugin routes and client are made from it. */
export const API_BASE = '/api/growth-engine';

export type TokenKind = 'none' | 'agent' | 'read' | 'control';

export interface EndpointDefinition {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below API_BASE, with `:parameters`. */
  readonly path: string;
  readonly token: TokenKind;
  readonly summary: string;
}

export const ENDPOINTS = {
  metrics: { method: 'GET', path: '/metrics', token: 'read', summary: 'Measurements in SPEC.md’s form' },
  health: { method: 'GET', path: '/health', token: 'none', summary: 'Health of a service' },
  services: { method: 'GET', path: '/services', token: 'read', summary: 'Services and their instances' },
  report: {
    method: 'GET',
    path: '/report',
    token: 'read',
    summary: 'Targets and thresholds held against measurements',
  },
  targets: { method: 'GET', path: '/targets', token: 'read', summary: 'Targets' },
  putTargets: { method: 'PUT', path: '/targets', token: 'control', summary: 'Change targets' },
  thresholds: { method: 'GET', path: '/thresholds', token: 'read', summary: 'Thresholds' },
  putThresholds: { method: 'PUT', path: '/thresholds', token: 'control', summary: 'Change thresholds' },
  mode: { method: 'GET', path: '/mode', token: 'read', summary: 'Mode of the loop and of admission' },
  putMode: { method: 'PUT', path: '/mode', token: 'control', summary: 'Change the mode' },
  putFreeze: { method: 'PUT', path: '/freeze', token: 'control', summary: 'Freeze changes for a while' },
  deleteFreeze: { method: 'DELETE', path: '/freeze', token: 'control', summary: 'End a freeze' },
  settings: { method: 'GET', path: '/settings', token: 'read', summary: 'Settings with bounds, owner and value' },
  putSetting: { method: 'PUT', path: '/settings/:name', token: 'control', summary: 'Take a setting over' },
  deleteSetting: { method: 'DELETE', path: '/settings/:name', token: 'control', summary: 'Hand a setting back' },
  createPlan: { method: 'POST', path: '/plans', token: 'control', summary: 'Diagnose and plan; changes nothing' },
  plan: { method: 'GET', path: '/plans/:id', token: 'read', summary: 'A plan' },
  confirm: { method: 'POST', path: '/optimizations', token: 'control', summary: 'Confirm a plan' },
  optimizations: { method: 'GET', path: '/optimizations', token: 'read', summary: 'Optimizations, newest first' },
  optimization: { method: 'GET', path: '/optimizations/:id', token: 'read', summary: 'An optimization' },
  revert: { method: 'POST', path: '/optimizations/:id/revert', token: 'control', summary: 'Revert what it kept' },
  cancel: {
    method: 'POST',
    path: '/optimizations/:id/cancel',
    token: 'control',
    summary: 'Stop it, undo the open change',
  },
  routes: { method: 'GET', path: '/routes', token: 'read', summary: 'Routes with their measurements' },
  benchmarkRoute: { method: 'POST', path: '/routes/:id/benchmark', token: 'control', summary: 'Benchmark a route' },
  caches: { method: 'GET', path: '/caches', token: 'read', summary: 'Caches with their measurements' },
  slowQueries: { method: 'GET', path: '/database/slow-queries', token: 'read', summary: 'Slow statements' },
  guides: { method: 'GET', path: '/guides', token: 'read', summary: 'Troubleshooting guides, evaluated now' },
  ledger: { method: 'GET', path: '/ledger', token: 'read', summary: 'History of decisions and of what people changed' },
  openapi: { method: 'GET', path: '/openapi.json', token: 'none', summary: 'This interface as an OpenAPI document' },
  agentReport: { method: 'POST', path: '/agents/:instance/report', token: 'agent', summary: 'Report of an agent' },
} as const satisfies Record<string, EndpointDefinition>;
export type EndpointId = keyof typeof ENDPOINTS;
