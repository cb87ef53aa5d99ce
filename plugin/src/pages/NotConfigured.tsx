import { PluginPage } from '@grafana/runtime';
import { EmptyState } from '@grafana/ui';
import React from 'react';
import { PathLinkButton } from '../components/PathLinkButton';
import { CONFIGURATION_PATH } from '../routing';

/** Before the first configuration: says what is missing and leads there. */
export function NotConfigured() {
  return (
    <PluginPage>
      <EmptyState
        variant="call-to-action"
        message="Growth Engine does not know its collector yet"
        button={
          <PathLinkButton icon="cog" path={CONFIGURATION_PATH}>
            Configure the collector
          </PathLinkButton>
        }
      >
        Enter the collector’s URL and its two tokens; the configuration page tests them and says what is wrong.
      </EmptyState>
    </PluginPage>
  );
}
