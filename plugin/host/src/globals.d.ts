/** Set-ups outside the packages' exports; host/build.mjs knows where they are. */
declare module 'host:plugin-page' {
  import type { PluginPageProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPluginPage(component: ComponentType<PluginPageProps>): void;
}
declare module 'host:panel-renderer' {
  import type { PanelRendererProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPanelRenderer(component: ComponentType<PanelRendererProps>): void;
}
declare module 'host:panel-data-error' {
  import type { PanelDataErrorViewProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPanelDataErrorView(component: ComponentType<PanelDataErrorViewProps>): void;
}
declare module 'host:links' {
  import type { Observable } from 'rxjs';
  export function setGetObservablePluginLinks(get: () => Observable<readonly never[]>): void;
}
declare module 'host:components' {
  import type { Observable } from 'rxjs';
  export function setGetObservablePluginComponents(get: () => Observable<readonly never[]>): void;
}
declare module 'host:i18n' {
  export function initializeI18n(options: { ns: string[]; language: string; module?: unknown }): Promise<unknown>;
}

interface Window {
  grafanaBootData: unknown;
  __grafana_public_path__: string;
  hostBoot: import('./types').BootDocument;
}
