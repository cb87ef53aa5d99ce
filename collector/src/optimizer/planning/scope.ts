import type { SettingDescriptor } from '../../contract/index.js';

type Scoped = Pick<SettingDescriptor, 'name' | 'kind' | 'routes'>;

const covers = (item: string, setting: Scoped): boolean =>
  setting.name === item ||
  setting.name.startsWith(item.endsWith('.') ? item : `${item}.`) ||
  setting.kind === item ||
  (item.startsWith('/') && (setting.routes.length === 0 || setting.routes.includes(item)));

/**
 * Whether a setting lies within what a press was limited to: route templates, setting names or their beginnings
 * (`cache.products`), kinds of settings. An empty scope is the whole service.
 */
export const inScope = (scope: readonly string[], setting: Scoped): boolean =>
  scope.length === 0 || scope.some((item) => covers(item, setting));

/** Items that name nothing of the service. */
export const unknownScope = (
  scope: readonly string[],
  settings: readonly Scoped[],
  routes: ReadonlySet<string>
): readonly string[] =>
  scope.filter(
    (item) => !routes.has(item) && !settings.some((setting) => covers(item, setting) && !item.startsWith('/'))
  );
