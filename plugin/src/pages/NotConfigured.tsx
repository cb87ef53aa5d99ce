import { PluginPage } from '@grafana/runtime';
import { EmptyState, LinkButton } from '@grafana/ui';
import React from 'react';
import { CONFIGURATION_PATH } from '../routing';

/** Before the first configuration: says what is missing and leads there. */
export function NotConfigured() {
  return (
    <PluginPage>
      <EmptyState
        variant="call-to-action"
        message="Growth Engine does not know its collector yet"
        button={
          <LinkButton icon="cog" href={CONFIGURATION_PATH}>
            Configure the collector
          </LinkButton>
        }
      >
        Enter the collector’s URL and its two tokens; the configuration page tests them and says what is wrong.
      </EmptyState>
    </PluginPage>
  );
}
