import {
  APP_ID,
  APP_PAGES,
  DASHBOARDS,
  guidePath as guidePage,
  type DashboardId,
  type GuideId,
  type SettingKind,
} from '@growth-engine/collector/contract';

export const APP_PATH = `/a/${APP_ID}`;
export const PAGES = { overview: 'overview', targets: 'targets', guides: 'guides' } as const;

export const CONFIGURATION_PATH = `/plugins/${APP_ID}?page=configuration`;

const withQuery = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
};

/** What a page is asked to look at; stands in its URL. */
export interface PageQuery {
  readonly service?: string | undefined;
  readonly from?: string | number | undefined;
  readonly to?: string | number | undefined;
}

/** `kind` limits Optimize to settings of one kind. */
export const overviewPath = (query: PageQuery & { readonly kind?: SettingKind | undefined } = {}): string =>
  withQuery(`${APP_PATH}/${PAGES.overview}`, { ...query });
export const targetsPath = (query: PageQuery = {}): string => withQuery(APP_PAGES.targets, { ...query });
/** `alert`: the name of a rule; the page looks up when it began. */
export const guidePath = (id?: GuideId, query: PageQuery & { readonly alert?: string | undefined } = {}): string =>
  withQuery(id === undefined ? APP_PAGES.guides : guidePage(id), { ...query });

/** A dashboard, or one panel of it, for a service and a time range. */
export const dashboardPath = (id: DashboardId, query: PageQuery = {}, panel?: number): string =>
  withQuery(`/d/${DASHBOARDS[id].uid}`, {
    'var-service': query.service,
    from: query.from,
    to: query.to,
    viewPanel: panel === undefined ? undefined : `panel-${panel}`,
  });
