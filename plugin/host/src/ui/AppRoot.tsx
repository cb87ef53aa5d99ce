import { PluginContextProvider, type AppPlugin, type AppPluginMeta } from '@grafana/data';
import { ErrorBoundaryAlert } from '@grafana/ui';
import React from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import type { BootDocument } from '../types';
import { HostPluginPage } from './HostPluginPage';
import { PanelsPage } from './PanelsPage';
import { PANELS_PATH } from './Shell';

interface AppRootProps {
  readonly boot: BootDocument;
  readonly plugin: AppPlugin;
}

const DASHBOARD_PATH = '/d';

/** Routes as Grafana has them: pages of the app, its configuration, and our stand-in for dashboards. */
export function AppRoot({ boot, plugin }: AppRootProps) {
  const base = `/a/${boot.app.id}`;
  return (
    <ErrorBoundaryAlert>
      <Routes>
        <Route path={`${base}/*`} element={<Pages base={base} plugin={plugin} meta={boot.app} />} />
        <Route path={`/plugins/${boot.app.id}`} element={<Configuration plugin={plugin} meta={boot.app} />} />
        <Route path={PANELS_PATH} element={<PanelsPage panels={boot.panels} />} />
        <Route path={`${DASHBOARD_PATH}/*`} element={<Dashboard boot={boot} />} />
        <Route path="*" element={<Navigate to={base} replace />} />
      </Routes>
    </ErrorBoundaryAlert>
  );
}

function Pages({
  base,
  plugin,
  meta,
}: {
  readonly base: string;
  readonly plugin: AppPlugin;
  readonly meta: AppPluginMeta;
}) {
  const location = useLocation();
  const Root = plugin.root;
  return (
    <PluginContextProvider meta={meta}>
      {Root && (
        <Root
          meta={meta}
          basename={base}
          onNavChanged={() => undefined}
          query={Object.fromEntries(new URLSearchParams(location.search))}
          path={location.pathname}
        />
      )}
    </PluginContextProvider>
  );
}

function Configuration({ plugin, meta }: { readonly plugin: AppPlugin; readonly meta: AppPluginMeta }) {
  const { search } = useLocation();
  const Page = plugin.configPages?.[0]?.body;
  return (
    <PluginContextProvider meta={meta}>
      <HostPluginPage pageNav={{ text: 'Configuration' }}>
        {Page && <Page plugin={plugin} query={Object.fromEntries(new URLSearchParams(search))} />}
      </HostPluginPage>
    </PluginContextProvider>
  );
}

function Dashboard({ boot }: { readonly boot: BootDocument }) {
  const { pathname } = useLocation();
  return <PanelsPage panels={boot.panels} insteadOf={pathname.slice(DASHBOARD_PATH.length + 1)} />;
}
