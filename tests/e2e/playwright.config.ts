// `npm run e2e`: a person's journeys through the host page and through a real Grafana, on one running demo.
import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../lib/paths.js';
import type { SurfaceOptions } from './lib/test.js';

const chromium =
  process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));

export default defineConfig<SurfaceOptions>({
  testDir: './journeys',
  outputDir: join(RESULTS, 'e2e/failures'),
  globalSetup: './setup/global-setup.ts',
  globalTimeout: 20 * 60_000,
  // One demo, one service: whoever presses is alone.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
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
    { name: 'grafana', use: { surfaceName: 'grafana' } },
    { name: 'host page', use: { surfaceName: 'host page' }, testIgnore: '**/*.grafana.spec.ts' },
  ],
});
