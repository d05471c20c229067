import { defineConfig } from '@playwright/test'
import { CHROMIUM, DEMO_ADDRESS } from '../addresses'

/** `make screenshots`: every page, in both themes, wide and narrow, with the demo library. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/shots',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: DEMO_ADDRESS,
    colorScheme: 'dark',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: CHROMIUM,
    // Pictures are taken of what there is; complaints are for the tests.
    expectedComplaints: [/./],
  } as object,
  webServer: {
    command: `exec .venv/bin/python -m tests.demo_server --port ${new URL(DEMO_ADDRESS).port} --data .make/demo`,
    cwd: '../../..',
    url: `${DEMO_ADDRESS}/readyz`,
    timeout: 120_000,
    stdout: 'ignore',
    reuseExistingServer: process.env.MENURA_E2E_PORT !== undefined,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
})
