const PORT = Number(process.env.MENURA_E2E_PORT ?? 8799)

/** The Menura that most tests share; another port for one who tests beside somebody else. */
export const ADDRESS = `http://127.0.0.1:${PORT}`
/** A second one, empty at first, that the demo library is composed in. */
export const DEMO_ADDRESS = `http://127.0.0.1:${PORT + 1}`

/** Debian's browser, with what keeps it quiet and at home. */
export const CHROMIUM = {
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
}
