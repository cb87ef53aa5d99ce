import type { ControlApi } from '../api/client';
import type { EvidenceSource } from './types';

/** The collector evaluates the same checks over its own window, which ends now. */
export const collectorEvidence = (api: Pick<ControlApi, 'guides'>, service: string): EvidenceSource => ({
  title: 'the collector',
  evaluate: async (guides, signal) => {
    const document = await api.guides({ service, signal });
    const wanted = new Set(guides.map((guide) => guide.id));
    return {
      guides: document.guides.filter((guide) => wanted.has(guide.id)),
      at: Date.now(),
      windowSeconds: document.windowSeconds,
    };
  },
});
