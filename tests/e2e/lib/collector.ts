import type {
  HealthDocument,
  LedgerDocument,
  LedgerEntry,
  Optimization,
  OptimizationsDocument,
  ReportDocument,
} from '@growth-engine/collector/contract';
import { ControlApi } from '../../lib/control-api.js';
import { SERVICE } from './demo.js';
import type { Demo } from './demo.js';

export interface SettingFound {
  readonly value: unknown;
  readonly owner: unknown;
  readonly instances: unknown;
}

/** What the collector says, asked directly and not through a page. */
export class Collector {
  readonly api: ControlApi;

  constructor(demo: Demo) {
    this.api = new ControlApi(demo.collector, demo.tokens);
  }

  health = (): Promise<HealthDocument> => this.api.healthOrUnhealthy();
  report = (): Promise<ReportDocument> => this.api.get('report', { query: { service: SERVICE } });
  /** Value and owner of every setting, by name. */
  async settings(): Promise<Readonly<Record<string, SettingFound>>> {
    const { settings } = await this.api.settings(SERVICE);
    return Object.fromEntries(settings.map(({ name, value, owner, instances }) => [name, { value, owner, instances }]));
  }
  async ledger(): Promise<readonly LedgerEntry[]> {
    const { entries } = await this.api.get<LedgerDocument>('ledger', {
      query: { service: SERVICE, limit: '100' },
    });
    return entries;
  }
  /** The newest that somebody began; what the engine only proposes is none. */
  async latest(): Promise<Optimization | undefined> {
    const { optimizations } = await this.api.get<OptimizationsDocument>('optimizations', {
      query: { service: SERVICE },
    });
    return optimizations.find(({ state }) => state !== 'planned');
  }
}
