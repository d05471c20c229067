import { defineConfig } from '@playwright/test'
import { ADDRESS, CHROMIUM, DEMO_ADDRESS } from './e2e/addresses'

const SERVER = {
  cwd: '..',
  timeout: 120_000,
  stdout: 'ignore',
  reuseExistingServer: process.env.MENURA_E2E_PORT !== undefined, // who names a port knows of it
  gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
} as const

/** The whole of Menura in Debian's browser: the real server, real music, nothing replaced. */
export default defineConfig({
  testDir: 'e2e',
  testIgnore: ['shots/**', 'perf/**'],
  outputDir: 'test-results/runs',
  workers: 1, // one server, one library: the tests build on each other
  fullyParallel: false,
  retries: process.env.CI ? 1 : 0, // a shared machine stalls now and then; a retry is told
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: ADDRESS,
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    launchOptions: CHROMIUM,
  },
  webServer: [
    {
      ...SERVER,
      command: `exec .venv/bin/python -m tests.e2e_server --port ${new URL(ADDRESS).port}`,
      url: `${ADDRESS}/readyz`,
    },
    {
      ...SERVER,
      command: `exec .venv/bin/python -m tests.demo_server --port ${new URL(DEMO_ADDRESS).port}`,
      url: `${DEMO_ADDRESS}/readyz`,
    },
  ],
})
