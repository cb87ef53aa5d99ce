import { readTheme } from './theme';
import type { BootDocument } from './types';

/** What `@grafana/runtime` reads once, while it loads. */
const bootData = (boot: BootDocument) => ({
  assets: { dark: '', light: '' },
  navTree: [],
  settings: {
    appSubUrl: '',
    appUrl: `${location.origin}/`,
    buildInfo: { version: '12.4.10', commit: 'host', env: 'production', edition: 'Open Source' },
    featureToggles: {},
    datasources: {},
    panels: Object.fromEntries(boot.panels.map((panel) => [panel.id, panel])),
    apps: {},
  },
  user: {
    isSignedIn: true,
    id: 1,
    login: 'host-page',
    name: 'Host page',
    orgId: 1,
    orgName: 'Host page',
    orgRole: boot.role,
    theme: readTheme(),
    timezone: 'browser',
    language: 'en-US',
    regionalFormat: 'en-US',
    permissions: boot.permissions,
  },
});

const explain = (text: string): void => {
  const root = document.getElementById('root');
  if (root !== null) {
    root.textContent = text;
  }
};

async function start(): Promise<void> {
  const answer = await fetch('/api/host/boot');
  if (!answer.ok) {
    explain(
      `The host page cannot start: its server answered ${answer.status}. Open the link that the terminal printed.`
    );
    return;
  }
  const boot = (await answer.json()) as BootDocument;
  window.hostBoot = boot;
  window.grafanaBootData = bootData(boot);
  window.__grafana_public_path__ = '/public/';
  const { run } = await import('./app');
  await run(boot);
}

start().catch((error: unknown) => {
  console.error(error);
  explain('The host page could not start. The browser’s console says why.');
});
