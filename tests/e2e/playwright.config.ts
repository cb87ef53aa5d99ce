// `npm run e2e`: a person's journeys through the host page and through a real Grafana, on one running demo.
import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../lib/paths.js';
import type { SurfaceOptions } from './lib/test.js';
import { runFolder } from './setup/run-folder.js';

const chromium =
  process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));

const OUTAGE = '**/09-database.spec.ts';
const IN_GRAFANA_ONLY = '**/*.grafana.spec.ts';

export default defineConfig<SurfaceOptions>({
  testDir: './journeys',
  // One folder per run: two at once leave each other's alone.
  outputDir: join(runFolder(process.env, join(RESULTS, 'e2e')), 'failures'),
  globalSetup: './setup/global-setup.ts',
  globalTimeout: 45 * 60_000,
  // One demo, one service: whoever presses is alone.
  workers: 1,
  fullyParallel: false,
  // On a machine that others share a journey may meet a slow minute; a second try shows as "flaky" in the report.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./setup/causes-reporter.ts']],
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 45_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-default-apps',
        '--disable-domain-reliability',
        '--disable-sync',
        '--metrics-recording-only',
        '--no-first-run',
        '--no-pings',
        '--disable-features=OptimizationHints,MediaRouter,Translate',
      ],
    },
  },
  projects: [
    // First, so that its dashboards are seen in the first minutes of the demo.
    { name: 'grafana', use: { surfaceName: 'grafana' }, testIgnore: OUTAGE },
    { name: 'host page', use: { surfaceName: 'host page' }, testIgnore: [OUTAGE, IN_GRAFANA_ONLY] },
    // Last: what is measured during an outage stays in the windows of the loop for a while.
    { name: 'grafana, outage', use: { surfaceName: 'grafana' }, testMatch: OUTAGE },
    { name: 'host page, outage', use: { surfaceName: 'host page' }, testMatch: OUTAGE },
  ],
});
