import { Alert, Button, Stack, TextLink } from '@grafana/ui';
import React from 'react';
import type { ControlApiError } from '../api/errors';
import { withLocalTimes } from '../format/time';
import { CONFIGURATION_PATH } from '../routing';

interface ProblemNoticeProps {
  readonly error: ControlApiError;
  readonly onRetry?: () => void;
  readonly onDismiss?: () => void;
}

const CONFIGURABLE: ReadonlySet<string> = new Set([
  'unreachable',
  'timeout',
  'not-a-collector',
  'unexpected',
  'unauthenticated',
  'identity-required',
  'host-refused',
]);

/** One cause, one next step, and the way there. */
export function ProblemNotice({ error, onRetry, onDismiss }: ProblemNoticeProps) {
  return (
    <Alert
      title={withLocalTimes(error.message)}
      severity={error.kind === 'role' ? 'info' : 'error'}
      {...(onDismiss && { onRemove: onDismiss })}
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>{withLocalTimes(error.nextStep)}</span>
        {error.fields.map((field) => (
          <span key={field.path}>
            <code>{field.path}</code>: {field.message}
          </span>
        ))}
        <Stack gap={1} alignItems="center">
          {onRetry && (
            <Button size="sm" variant="secondary" icon="sync" onClick={onRetry}>
              Try again
            </Button>
          )}
          {CONFIGURABLE.has(error.kind) && <TextLink href={CONFIGURATION_PATH}>Open the configuration</TextLink>}
        </Stack>
      </Stack>
    </Alert>
  );
}
