// The whole product in a real Electron, driven through its windows. One app at a time: a till owns its database.
import { defineConfig } from '@playwright/test';
import { findElectron } from './scripts/lib/electron.mjs';

// Tests launch what this names, whether started by `npm test` or by hand.
process.env['GUITAI_ELECTRON'] = findElectron()?.path ?? '';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Playwright empties its own output folder at start, hence the report lies elsewhere.
  reporter: [['list'], ['json', { outputFile: 'reports/e2e.json' }]],
});
