import type { AppPluginMeta, PanelPluginMeta } from '@grafana/data';

export type Role = 'Viewer' | 'Editor' | 'Admin';
export const ROLES: readonly Role[] = ['Viewer', 'Editor', 'Admin'];

/** What the server tells the page before it starts. */
export interface BootDocument {
  readonly role: Role;
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly app: AppPluginMeta;
  readonly panels: readonly PanelPluginMeta[];
}
