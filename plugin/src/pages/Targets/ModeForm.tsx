import { Button, Field, LoadingPlaceholder, RadioButtonGroup, Stack } from '@grafana/ui';
import { MODES, type ModeDocument } from '@growth-engine/collector/contract';
import React, { useCallback, useState } from 'react';
import { controlApi } from '../../api/client';
import { ProblemNotice } from '../../components/ProblemNotice';
import { MODE_TEXTS } from '../../format/words';
import { usePolling } from '../../hooks/usePolling';
import { useSaving } from '../../hooks/useSaving';
import { AuditLine } from './AuditLine';

const ADMISSION_OPTIONS = [
  { value: 'observe', label: 'Observe', description: 'Counts what it would have rejected' },
  { value: 'enforce', label: 'Enforce', description: 'Rejects requests above the limits with 503' },
] as const satisfies ReadonlyArray<{ value: ModeDocument['admission']; label: string; description: string }>;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the loop and admission control may do by themselves. */
export function ModeForm({ service, allowed }: { readonly service: string; readonly allowed: boolean }) {
  const stored = usePolling(
    useCallback((signal: AbortSignal) => controlApi.mode({ service, signal }), [service]),
    undefined
  );
  const [draft, setDraft] = useState<Partial<ModeDocument>>({});
  const saving = useSaving();
  if (stored.data === undefined) {
    return stored.error ? (
      <ProblemNotice error={stored.error} onRetry={stored.refresh} />
    ) : (
      <LoadingPlaceholder text="Loading …" />
    );
  }
  const { mode, admission } = { ...stored.data, ...draft };
  const changed = mode !== stored.data.mode || admission !== stored.data.admission;
  const change = (part: Partial<ModeDocument>) => {
    setDraft((before) => ({ ...before, ...part }));
    saving.reset();
  };
  const save = () =>
    void saving.run(async () => {
      await controlApi.putMode(service, draft);
      setDraft({});
      stored.refresh();
    });
  return (
    <>
      <Field label="Loop" description={`${MODE_TEXTS[mode]}.`}>
        <RadioButtonGroup
          aria-label="Mode of the loop"
          disabled={!allowed}
          options={MODES.map((value) => ({ value, label: capital(value), description: MODE_TEXTS[value] }))}
          value={mode}
          onChange={(value) => change({ mode: value })}
        />
      </Field>
      <Field
        label="Admission"
        description={`${ADMISSION_OPTIONS.find(({ value }) => value === admission)?.description ?? ''}.`}
      >
        <RadioButtonGroup
          aria-label="Mode of admission"
          disabled={!allowed}
          options={ADMISSION_OPTIONS.map((option) => ({ ...option }))}
          value={admission}
          onChange={(value) => change({ admission: value })}
        />
      </Field>
      {saving.error && <ProblemNotice error={saving.error} onDismiss={saving.reset} />}
      <Stack gap={1} alignItems="center">
        <Button disabled={!allowed || !changed || saving.busy} onClick={save}>
          {saving.busy ? 'Saving …' : 'Save'}
        </Button>
        <span role="status">{saving.saved ? 'Saved.' : ''}</span>
      </Stack>
      <AuditLine service={service} actions={['mode']} turn={saving.turn} />
    </>
  );
}
