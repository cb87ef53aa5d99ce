/** What the lint reads of a dashboard file; looser than the SDK's types, since it must notice what is absent. */
export interface TargetJson {
  readonly refId?: string;
  readonly expr?: string;
  readonly datasource?: { readonly uid?: string };
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
}

export interface PanelJson {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  readonly datasource?: { readonly uid?: string };
  readonly targets?: readonly TargetJson[];
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly custom?: { readonly filterable?: boolean };
      readonly noValue?: string;
      readonly thresholds?: { readonly steps: readonly { readonly color: string }[] };
      readonly links?: readonly { readonly title: string; readonly url: string }[];
    };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
    }[];
  };
  readonly options?: {
    readonly sortBy?: readonly { readonly displayName: string }[];
    readonly colorMode?: string;
    readonly legend?: { readonly showLegend?: boolean; readonly calcs?: readonly string[] };
    readonly reduceOptions?: { readonly calcs?: readonly string[] };
    readonly tooltip?: { readonly mode?: string };
  };
  readonly panels?: readonly PanelJson[];
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query?: string | { readonly query: string };
  readonly datasource?: { readonly uid?: string };
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly current?: { readonly value?: unknown };
}

export interface DashboardJson {
  readonly uid: string;
  readonly id?: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly editable: boolean;
  readonly graphTooltip: number;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: {
    readonly list: readonly {
      readonly name: string;
      readonly builtIn?: number;
      readonly useValueForTime?: boolean;
      readonly target?: TargetJson;
    }[];
  };
  readonly links: readonly { readonly type: string; readonly tags: readonly string[]; readonly url?: string }[];
}

/** Every panel and row, those within folded rows too. */
export const panelsOf = (dashboard: DashboardJson): readonly PanelJson[] =>
  dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

/** Panels that show something. */
export const contentOf = (dashboard: DashboardJson): readonly PanelJson[] =>
  panelsOf(dashboard).filter((panel) => panel.type !== 'row');

export interface PlacedTarget {
  readonly panel: PanelJson;
  readonly target: TargetJson;
  readonly where: string;
}

export const targetsOf = (dashboard: DashboardJson): readonly PlacedTarget[] =>
  contentOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({ panel, target, where: `"${panel.title ?? ''}" ${target.refId ?? '?'}` }))
  );
