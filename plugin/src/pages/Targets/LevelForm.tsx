import { Button, Field, Input, LoadingPlaceholder, Stack } from '@grafana/ui';
import type { AuditAction } from '@growth-engine/collector/contract';
import React, { useCallback, useId, useState, type FormEvent } from 'react';
import type { ServiceQuery } from '../../api/client';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatLevel } from '../../format/units';
import { usePolling } from '../../hooks/usePolling';
import { useSaving } from '../../hooks/useSaving';
import { AuditLine } from './AuditLine';
import { parseLevel, toTyped, TYPED_UNITS, type LevelBounds } from './units';

interface Definition extends LevelBounds {
  readonly title: string;
  readonly description: string;
  readonly default: number;
}

interface LevelFormProps<K extends string> {
  readonly service: string;
  readonly names: readonly K[];
  readonly definitions: Readonly<Record<K, Definition>>;
  readonly audited: AuditAction;
  readonly allowed: boolean;
  readonly load: (query: ServiceQuery) => Promise<Readonly<Record<K, number>>>;
  readonly save: (service: string, body: Partial<Record<K, number>>) => Promise<Readonly<Record<K, number>>>;
}

/** Targets or thresholds in the units that people think in; only what was changed is sent. */
export function LevelForm<K extends string>({
  service,
  names,
  definitions,
  audited,
  allowed,
  load,
  save,
}: LevelFormProps<K>) {
  const formId = useId();
  const [draft, setDraft] = useState<Partial<Record<K, string>>>({});
  const stored = usePolling(
    useCallback((signal: AbortSignal) => load({ service, signal }), [load, service]),
    undefined
  );
  const saving = useSaving();

  if (stored.data === undefined) {
    return stored.error ? (
      <ProblemNotice error={stored.error} onRetry={stored.refresh} />
    ) : (
      <LoadingPlaceholder text="Loading …" />
    );
  }
  const current = stored.data;
  const fields = names.map((name) => {
    const definition: Definition = definitions[name];
    const text = draft[name] ?? toTyped(current[name], definition.unit);
    const parsed = parseLevel(text, definition);
    return {
      name,
      definition,
      text,
      parsed,
      changed: 'value' in parsed && toTyped(parsed.value, definition.unit) !== toTyped(current[name], definition.unit),
    };
  });
  const valid = fields.every(({ parsed }) => 'value' in parsed);
  const changed = fields.filter((field) => field.changed);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid || changed.length === 0) {
      return;
    }
    const body: Partial<Record<K, number>> = {};
    for (const { name, parsed } of changed) {
      if ('value' in parsed) {
        body[name] = parsed.value;
      }
    }
    void saving.run(async () => {
      await save(service, body);
      setDraft({});
      stored.refresh();
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      {fields.map(({ name, definition, text, parsed }) => (
        <Field
          key={name}
          label={definition.title}
          description={`${definition.description}. Default: ${formatLevel(definition.default, definition.unit).replace(' ', '\u00A0')}.`}
          invalid={'problem' in parsed}
          error={'problem' in parsed ? parsed.problem : undefined}
          disabled={!allowed}
        >
          <Input
            id={`${formId}-${name}`}
            inputMode="decimal"
            width={28}
            suffix={TYPED_UNITS[definition.unit].suffix}
            value={text}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setDraft((before) => ({ ...before, [name]: value }));
              saving.reset();
            }}
          />
        </Field>
      ))}
      {saving.error && <ProblemNotice error={saving.error} onDismiss={saving.reset} />}
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Button type="submit" disabled={!allowed || !valid || changed.length === 0 || saving.busy}>
          {saving.busy ? 'Saving …' : 'Save'}
        </Button>
        {changed.length > 0 && !saving.busy && (
          <Button variant="secondary" fill="text" onClick={() => setDraft({})}>
            Undo
          </Button>
        )}
        <span role="status">{saving.saved ? 'Saved. Alert rules and panels follow by themselves.' : ''}</span>
      </Stack>
      <AuditLine service={service} actions={[audited]} turn={saving.turn} />
    </form>
  );
}
