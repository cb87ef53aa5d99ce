import {
  PluginExtensionPoints,
  type PluginExtensionAddedLinkConfig,
  type PluginExtensionPanelContext,
} from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { GUIDE_IDS } from '@growth-engine/collector/contract';
import { guidePath } from './routing';

/** The same as in plugin.json: Grafana compares them. */
export const guideOfPanel: PluginExtensionAddedLinkConfig<PluginExtensionPanelContext> = {
  targets: [PluginExtensionPoints.DashboardPanelMenu],
  title: 'Growth Engine guides',
  description: 'Find out why, with the evidence of this time range',
  icon: 'book',
  path: guidePath(),
  configure: (context) => {
    if (context === undefined) {
      return undefined;
    }
    const { from, to } = context.timeRange;
    return {
      path: guidePath(undefined, { service: variable(context, 'service'), from: String(from), to: String(to) }),
    };
  },
};

/** What Grafana tells about a rule; its own type is not exported. */
export interface AlertRuleContext {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** By a click: Grafana's menu of a rule does not follow the path of an extension. */
export const guideOfAlert: PluginExtensionAddedLinkConfig<AlertRuleContext> = {
  targets: [PluginExtensionPoints.AlertingAlertingRuleAction],
  title: 'Growth Engine guide',
  description: 'Open the troubleshooting guide of this alert',
  icon: 'book',
  onClick: (_event, { context }) => locationService.push(pathOfAlert(context)),
};

/** The guide that the rule's runbook names, or all of them. */
export function pathOfAlert(rule: Readonly<AlertRuleContext> | undefined): string {
  const named = /\/guides\/([a-z-]+)/.exec(rule?.annotations?.runbook_url ?? '')?.[1];
  return guidePath(
    GUIDE_IDS.find((id) => id === named),
    { alert: rule?.name }
  );
}

/** One value of a dashboard variable; "All" and lists are none. */
function variable(context: Readonly<PluginExtensionPanelContext>, name: string): string | undefined {
  const value: unknown = context.scopedVars?.[name]?.value;
  return typeof value === 'string' && !value.startsWith('$') ? value : undefined;
}
