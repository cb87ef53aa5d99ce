import type { EvaluatedGuide, Guide } from '@growth-engine/collector/contract';

/** Epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** What answers a guide's checks. Two of them: Prometheus at any time, the collector now. */
export interface EvidenceSource {
  /** For people: "Prometheus", "the collector". */
  readonly title: string;
  evaluate(guides: readonly Guide[], signal: AbortSignal): Promise<Evidence>;
}

export interface Evidence {
  readonly guides: readonly EvaluatedGuide[];
  /** The end of the time that was looked at, epoch milliseconds, and its length in seconds. */
  readonly at: number;
  readonly windowSeconds: number;
}
