// Fail when src/api/schema.d.ts is not what openapi.json generates.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'menura-api-'))
try {
  const fresh = join(folder, 'schema.d.ts')
  const tool = join(root, 'node_modules/openapi-typescript/bin/cli.js')
  execFileSync(process.execPath, [tool, join(root, 'openapi.json'), '--output', fresh], {
    stdio: 'pipe',
  })
  if (readFileSync(fresh, 'utf8') !== readFileSync(join(root, 'src/api/schema.d.ts'), 'utf8')) {
    console.error('src/api/schema.d.ts is out of date: run `npm run api` and commit the result.')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true })
}
