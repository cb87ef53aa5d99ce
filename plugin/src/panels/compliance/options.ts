import type { ComplianceQueries } from '../../compliance/fromFrames';

export interface ComplianceOptions {
  readonly queries: ComplianceQueries;
  readonly showSparkline: boolean;
}
