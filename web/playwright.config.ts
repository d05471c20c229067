import { defineConfig } from '@playwright/test'

const ADDRESS = 'http://127.0.0.1:8799'

/** The whole of Menura in Debian's browser: the real server, real music, nothing replaced. */
export default defineConfig({
  testDir: 'e2e',
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
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'exec .venv/bin/python -m tests.e2e_server',
    cwd: '..',
    url: `${ADDRESS}/readyz`,
    timeout: 120_000,
    stdout: 'ignore',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
})
