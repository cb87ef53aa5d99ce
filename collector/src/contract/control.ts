import type { AgentLink } from './agent-link.js';
import type {
  BenchmarkDocument,
  CacheRow,
  FreezeBody,
  GuidesDocument,
  HealthDocument,
  MetricsDocument,
  ReportDocument,
  RouteRow,
  ServiceSummary,
  SettingsDocument,
  SlowQueryRow,
} from './api.js';
import type { Actor, LedgerEntry, Mode, ModeState, Optimization, Plan } from './loop.js';
import type { AdmissionMode } from './agent-link.js';
import type { Targets, Thresholds } from './objectives.js';
import type { SettingValue } from './settings.js';
import type { LedgerQuery } from './store.js';

/**
 * Everything that can be asked of and done to the loop: what the API, the terminal and SPEC.md's classes call. Implemented by
 * optimizer/. Refusals are ProblemErrors. A service that is not known is `not-found`.
 */
export interface Control {
  /** Service side of AgentLink: what an HTTP handler or an agent in the same process reports to. */
  readonly link: Pick<AgentLink, 'exchange'>;
  services(): readonly ServiceSummary[];
  report(service: string): Promise<ReportDocument>;
  metrics(service: string): MetricsDocument;
  health(service: string | undefined): HealthDocument;
  targets(service: string): Promise<Targets>;
  setTargets(service: string, part: Partial<Targets>, actor: Actor): Promise<Targets>;
  thresholds(service: string): Promise<Thresholds>;
  setThresholds(service: string, part: Partial<Thresholds>, actor: Actor): Promise<Thresholds>;
  mode(service: string): Promise<ModeState>;
  setMode(service: string, part: { mode?: Mode; admission?: AdmissionMode }, actor: Actor): Promise<ModeState>;
  freeze(service: string, body: FreezeBody, actor: Actor): Promise<ServiceSummary>;
  unfreeze(service: string, actor: Actor): Promise<ServiceSummary>;
  settings(service: string): Promise<SettingsDocument>;
  takeSetting(service: string, name: string, value: SettingValue, actor: Actor): Promise<SettingsDocument>;
  returnSetting(service: string, name: string, actor: Actor): Promise<SettingsDocument>;
  /** Diagnoses and plans; holds no lock and changes nothing. */
  createPlan(service: string, scope: readonly string[], actor: Actor): Promise<Plan>;
  plan(id: string): Plan;
  /** `created` is false when this plan had been confirmed before: the same optimization comes back. */
  confirm(planId: string, actor: Actor): Promise<{ readonly optimization: Optimization; readonly created: boolean }>;
  optimizations(service: string): readonly Optimization[];
  optimization(id: string): Optimization;
  revert(id: string, actor: Actor): Promise<Optimization>;
  cancel(id: string, actor: Actor): Promise<Optimization>;
  routes(service: string): readonly RouteRow[];
  caches(service: string): readonly CacheRow[];
  slowQueries(service: string): readonly SlowQueryRow[];
  guides(service: string): Promise<GuidesDocument>;
  ledger(query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** Only where the application runs in this process or has told its address. */
  benchmarkRoute(service: string, routeId: string): Promise<BenchmarkDocument>;
  close(): Promise<void>;
}
