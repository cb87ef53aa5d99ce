import type { AppPlugin, AppPluginMeta, PanelPlugin, PanelPluginMeta } from '@grafana/data';
import { SHARED_MODULES } from './shared';

interface LoadedModule {
  readonly plugin?: unknown;
  readonly __useDefault?: boolean;
  readonly default?: unknown;
}

interface SystemLoader {
  set(id: string, module: object): void;
  import(id: string): Promise<LoadedModule>;
  constructor: { prototype: { resolve(id: string, parent?: string): string } };
}

const SHARED = 'shared:';

/** Hands a module out as it is: SystemJS copies what does not call itself a Module, and copies miss what is set later. */
const asModule = (module: object): object =>
  new Proxy(module, {
    get: (target, key) => (key === Symbol.toStringTag ? 'Module' : Reflect.get(target, key)),
  });

/** Prepares SystemJS, which two scripts of the page have put into place. */
export function prepareLoader(): void {
  const system = (window as unknown as { System: SystemLoader }).System;
  const { prototype } = system.constructor;
  const resolve = prototype.resolve.bind(system);
  prototype.resolve = (id, parent) => {
    if (id.startsWith(SHARED)) {
      return id;
    }
    return id in SHARED_MODULES ? `${SHARED}${id}` : resolve(id, parent);
  };
  for (const [name, module] of Object.entries(SHARED_MODULES)) {
    system.set(`${SHARED}${name}`, asModule(module));
  }
}

async function load(id: string): Promise<unknown> {
  const system = (window as unknown as { System: SystemLoader }).System;
  const loaded = await system.import(`${location.origin}/public/plugins/${id}/module.js`);
  const module = loaded.__useDefault === true ? ((await loaded.default) as LoadedModule) : loaded;
  if (module.plugin === undefined) {
    throw new Error(`${id} exports no plugin.`);
  }
  return module.plugin;
}

export async function loadApp(meta: AppPluginMeta): Promise<AppPlugin> {
  const plugin = (await load(meta.id)) as AppPlugin;
  plugin.meta = meta;
  plugin.init(meta);
  plugin.setComponentsFromLegacyExports({ ...plugin });
  return plugin;
}

export async function loadPanel(meta: PanelPluginMeta): Promise<PanelPlugin> {
  const plugin = (await load(meta.id)) as PanelPlugin;
  plugin.meta = meta;
  return plugin;
}
