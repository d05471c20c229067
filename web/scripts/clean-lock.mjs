// Take every address out of package-lock.json: the lock must install from whatever registry a
// machine is set up for. npm leaves `resolved` out by itself (.npmrc); what is left is adverts.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
for (const entry of Object.values(lock.packages)) {
  delete entry.funding
  delete entry.resolved
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
