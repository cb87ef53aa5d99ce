import {
  GUIDE_IDS,
  GUIDES,
  type CheckVerdict,
  type EvaluatedGuide,
  type Guide,
  type GuideId,
} from '@growth-engine/collector/contract';
import { useCallback, useMemo } from 'react';
import type { Evidence, EvidenceSource, Period } from '../evidence/types';
import { useEvidenceSource } from '../evidence/useEvidenceSource';
import { usePolling, type Polled } from '../hooks/usePolling';

export interface GuideWithEvidence {
  readonly guide: Guide;
  /** Undefined until the evidence is there. */
  readonly evaluated: EvaluatedGuide | undefined;
}

export interface Guides {
  readonly guides: readonly GuideWithEvidence[];
  readonly evidence: Polled<Evidence>;
  readonly source: EvidenceSource | undefined;
}

const EVERY_MS = 30_000;
const URGENCY: Readonly<Record<CheckVerdict, number>> = { confirmed: 0, 'no-data': 1, 'ruled-out': 2 };

const pending = (): Promise<Evidence> => new Promise(() => undefined);

/** One guide or all, with the evidence of a period; what happens now comes first. */
export function useGuides(
  id: GuideId | undefined,
  service: string,
  period: Period,
  dataSourceUid: string | undefined
): Guides {
  const source = useEvidenceSource(dataSourceUid, service, period);
  const definitions = useMemo(() => (id === undefined ? GUIDE_IDS : [id]).map((guideId) => GUIDES[guideId]), [id]);
  const load = useCallback(
    (signal: AbortSignal) => (source === undefined ? pending() : source.evaluate(definitions, signal)),
    [source, definitions]
  );
  const evidence = usePolling(load, EVERY_MS);

  const guides = useMemo(() => {
    const evaluated = evidence.data?.guides ?? [];
    return definitions
      .map((guide) => ({ guide, evaluated: evaluated.find((each) => each.id === guide.id) }))
      .sort((a, b) => urgency(a) - urgency(b));
  }, [definitions, evidence.data]);
  return { guides, evidence, source };
}

const urgency = ({ evaluated }: GuideWithEvidence): number =>
  evaluated === undefined ? 0 : URGENCY[evaluated.symptom.verdict];
