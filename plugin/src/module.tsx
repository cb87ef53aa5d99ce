import { AppPlugin, type AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import React, { lazy, Suspense } from 'react';
import { guideOfAlert, guideOfPanel } from './extensions';
import type { ConfigurationPageProps } from './pages/Configuration/ConfigurationPage';
import type { AppSettings } from './pages/Configuration/settings';

const LazyApp = lazy(() => import(/* webpackChunkName: "app" */ './pages/App'));
const LazyConfiguration = lazy(
  () => import(/* webpackChunkName: "configuration" */ './pages/Configuration/ConfigurationPage')
);

const App = (props: AppRootProps<AppSettings>) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyApp {...props} />
  </Suspense>
);

const Configuration = (props: ConfigurationPageProps) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyConfiguration {...props} />
  </Suspense>
);

export const plugin = new AppPlugin<AppSettings>()
  .setRootPage(App)
  .addConfigPage({ title: 'Configuration', icon: 'cog', body: Configuration, id: 'configuration' })
  .addLink(guideOfPanel)
  .addLink(guideOfAlert);
