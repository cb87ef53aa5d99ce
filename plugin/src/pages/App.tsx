import type { AppRootProps } from '@grafana/data';
import React, { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';
import { Navigate, Route, Routes } from 'react-router-dom';
import { APP_PATH, PAGES } from '../routing';
import type { AppSettings } from './Configuration/settings';
import { NotConfigured } from './NotConfigured';

const OverviewPage = lazy(() => import(/* webpackChunkName: "overview" */ './Overview/OverviewPage'));
const TargetsPage = lazy(() => import(/* webpackChunkName: "targets" */ './Targets/TargetsPage'));
const GuidesPage = lazy(() => import(/* webpackChunkName: "guides" */ './Guides/GuidesPage'));

/** The pages; none of them has anything to show before a collector is configured. */
function App({ meta }: AppRootProps<AppSettings>) {
  if ((meta.jsonData?.collectorUrl ?? '') === '') {
    return <NotConfigured />;
  }
  return (
    <Suspense fallback={<LoadingPlaceholder text="" />}>
      <Routes>
        <Route path={PAGES.overview} element={<OverviewPage />} />
        <Route path={PAGES.targets} element={<TargetsPage />} />
        <Route path={`${PAGES.guides}/:id?`} element={<GuidesPage />} />
        <Route path="*" element={<Navigate to={`${APP_PATH}/${PAGES.overview}`} replace />} />
      </Routes>
    </Suspense>
  );
}

export default App;
