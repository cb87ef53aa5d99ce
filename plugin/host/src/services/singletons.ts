import { EventBusSrv, type DataSourceApi } from '@grafana/data';
import {
  config,
  locationService,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setCurrentUser,
  setDataSourceSrv,
  setGrafanaLiveSrv,
  setLocationSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginLinksHook,
  setTemplateSrv,
  type DataSourceSrv,
  type GrafanaLiveSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { setGetObservablePluginComponents } from 'host:components';
import { initializeI18n } from 'host:i18n';
import { setGetObservablePluginLinks } from 'host:links';
import { setPanelDataErrorView } from 'host:panel-data-error';
import { setPluginPage } from 'host:plugin-page';
import { of, NEVER } from 'rxjs';
import { HostPluginPage } from '../ui/HostPluginPage';
import { PanelDataError } from '../ui/PanelDataError';
import { backendSrv } from './backend';

/** There is no data source here: evidence comes from the collector. */
const dataSourceSrv: DataSourceSrv = {
  get: (): Promise<DataSourceApi> => Promise.reject(new Error('The host page has no data sources.')),
  getList: () => [],
  getInstanceSettings: () => undefined,
  reload: () => undefined,
  registerRuntimeDataSource: () => undefined,
};

/** Variables stand for nothing here; what is no variable stays as it is. */
const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace: (target) => (target ?? '').replace(/\$\{?\w+\}?/g, ''),
  containsTemplate: (target) => /\$\w|\$\{/.test(target ?? ''),
  updateTimeRange: () => undefined,
};

const liveSrv = {
  getStream: () => NEVER,
  getDataStream: () => NEVER,
  getQueryData: () => NEVER,
  getPresence: () => NEVER,
  publish: () => Promise.resolve(),
} as unknown as GrafanaLiveSrv;

/** Everything that Grafana sets before the first plugin runs; without one of them some call throws. */
export async function setSingletons(): Promise<void> {
  setBackendSrv(backendSrv);
  setAppEvents(new EventBusSrv());
  setCurrentUser(config.bootData.user);
  setLocationSrv({
    update: ({ path, query, partial }) => {
      if (path !== undefined) {
        locationService.push(path);
      } else if (query !== undefined) {
        locationService.partial(query, partial !== true);
      }
    },
  });
  setTemplateSrv(templateSrv);
  setDataSourceSrv(dataSourceSrv);
  setGrafanaLiveSrv(liveSrv);
  setChromeHeaderHeightHook(() => 48);
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
  setGetObservablePluginLinks(() => of([]));
  setGetObservablePluginComponents(() => of([]));
  setPluginPage(HostPluginPage);
  setPanelDataErrorView(PanelDataError);
  await initializeI18n({ ns: [], language: 'en-US' });
}
