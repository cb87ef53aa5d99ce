import { Stack } from '@grafana/ui';
import type { Freeze } from '@growth-engine/collector/contract';
import React, { useCallback } from 'react';
import { controlApi } from '../../api/client';
import { FreezeButton } from '../../components/FreezeButton';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatAt } from '../../format/time';
import { actorText } from '../../format/words';
import { useNow } from '../../hooks/useNow';
import { usePolling } from '../../hooks/usePolling';
import { useSaving } from '../../hooks/useSaving';
import { AuditLine } from './AuditLine';

interface FreezeSectionProps {
  readonly service: string;
  /** As the page knows it; read anew after a press. */
  readonly freeze: Freeze | null;
  readonly allowed: boolean;
}

const EVERY_MS = 10_000;

/** No change is made while frozen, whoever asks. */
export function FreezeSection({ service, freeze, allowed }: FreezeSectionProps) {
  const saving = useSaving();
  const now = useNow(30_000);
  const report = usePolling(
    useCallback((signal: AbortSignal) => controlApi.report({ service, signal }), [service]),
    EVERY_MS
  );
  const current = report.data === undefined ? freeze : report.data.freeze;
  const press = (work: () => Promise<unknown>) =>
    void saving.run(async () => {
      await work();
      report.refresh();
    });
  return (
    <>
      <p>
        {current === null
          ? 'Changes are allowed. Freeze them for a release or an incident; a running optimization is undone.'
          : `Frozen until ${formatAt(current.until, now)} by ${actorText(current.by)}${current.reason === undefined ? '' : `: ${current.reason}`}.`}
      </p>
      {saving.error && <ProblemNotice error={saving.error} onDismiss={saving.reset} />}
      <Stack gap={1}>
        <FreezeButton
          frozen={current !== null}
          disabled={!allowed || saving.busy}
          onFreeze={(seconds) => press(() => controlApi.freeze(service, { seconds }))}
          onUnfreeze={() => press(() => controlApi.unfreeze(service))}
        />
      </Stack>
      <AuditLine service={service} actions={['freeze', 'unfreeze']} turn={saving.turn} />
    </>
  );
}
