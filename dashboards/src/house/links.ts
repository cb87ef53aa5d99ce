import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  APP_PAGES,
  DASHBOARDS,
  GUIDES,
  PANELS,
  guidePath,
  type DashboardId,
  type GuideId,
} from '@growth-engine/collector/contract';

export const DASHBOARD_TAG = 'growth-engine';

/** Across: the other dashboards of the set and the app, keeping the time and the variables. */
export const dashboardLinks = (): DashboardLink[] => [
  new DashboardLinkBuilder('Growth Engine')
    .type(DashboardLinkType.Dashboards)
    .tags([DASHBOARD_TAG])
    .icon('external link')
    .tooltip('The other dashboards of Growth Engine')
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true)
    .build(),
  new DashboardLinkBuilder('Targets and guides')
    .type(DashboardLinkType.Link)
    .url(APP_PAGES.overview)
    .icon('apps')
    .tooltip('The Growth Engine app')
    .keepTime(true)
    .build(),
];

/** A link of a panel or of a value, down to the next level. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

const CARRIED = ['datasource', 'cluster', 'namespace', 'job', 'instance'] as const;

/** Down to a dashboard; `labels` narrow it to the series that was clicked. */
export const downTo = <D extends DashboardId>(
  dashboard: D,
  options: {
    readonly panel?: keyof (typeof PANELS)[D] & string;
    readonly labels?: readonly string[];
    readonly title?: string;
  } = {}
): DataLink => {
  const { uid, title } = DASHBOARDS[dashboard];
  const narrowed = options.labels ?? [];
  const parameters = [
    '${__url_time_range}',
    ...CARRIED.filter((name) => !narrowed.includes(name)).map((name) => `\${${name}:queryparam}`),
    ...(narrowed.includes('service') ? [] : ['${service:queryparam}']),
    ...narrowed.map((label) => `var-${label}=\${__field.labels.${label}}`),
    ...(options.panel === undefined ? [] : [`viewPanel=panel-${String(PANELS[dashboard][options.panel])}`]),
  ];
  return {
    title: options.title ?? `Open ${title.replace('Growth Engine / ', '')}`,
    url: `/d/${uid}?${parameters.join('&')}`,
  };
};

/** Beside a panel's title: the guide, with the evidence of the time range shown. */
export const toGuide = (guide: GuideId): DashboardLink =>
  new DashboardLinkBuilder(`Guide: ${GUIDES[guide].title}`)
    .type(DashboardLinkType.Link)
    .url(`${guidePath(guide)}?\${__url_time_range}&datasource=\${datasource}`)
    .build();
