import type { GuideId } from '@growth-engine/collector/contract';

export interface GuidesOptions {
  /** One guide, or `all`. */
  readonly guide: GuideId | 'all';
  /** A service or a variable; empty means all services. */
  readonly service: string;
  /** uid of a Prometheus data source, or a variable; without one the default Prometheus is asked. */
  readonly dataSource: string;
}
