import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { musicPath } from './page'

/** Addresses of a fake OpenSubsonic server, and of what people type in its place. */
export interface FakeServer {
  url: string
  /** The same with a certificate that nobody trusts. */
  tls_url: string
  /** Sends every request on to `url`. */
  redirect_url: string
  /** Another program: answers everything with a page. */
  page_url: string
  username: string
  password: string
  stop: () => void
}

/** Start a server that has three tracks of the tests' folder, and three of its own. */
export async function startFakeServer(): Promise<FakeServer> {
  const python: ChildProcess = spawn(
    '.venv/bin/python',
    ['-m', 'tests.music_servers.serve_fake', musicPath()],
    { cwd: '..', stdio: ['pipe', 'pipe', 'inherit'] },
  )
  if (!python.stdout) throw new Error('the fake server has no output')
  for await (const line of createInterface(python.stdout)) {
    return { ...JSON.parse(line), stop: () => python.stdin?.end() }
  }
  throw new Error('the fake server did not start')
}
