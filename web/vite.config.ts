import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const STATIC = '../src/menura/static'

/** Write a `.gz` twin beside each text file, which the server sends to browsers that take it. */
function writeCompressedTwins(): Plugin {
  return {
    name: 'compressed-twins',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(STATIC, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue
        const file = join(STATIC, name)
        writeFileSync(
          `${file}.gz`,
          gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }),
        )
      }
    },
  }
}

/** Bring along the page that describes the API, so that /docs fetches nothing from elsewhere. */
function copyApiDescription(): Plugin {
  return {
    name: 'api-description',
    apply: 'build',
    writeBundle() {
      for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
        cpSync(join('node_modules/swagger-ui-dist', name), join(STATIC, 'swagger', name))
      }
    },
  }
}

const server = process.env.MENURA_DEV_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react(), copyApiDescription(), writeCompressedTwins()],
  // Files inlined as data: addresses would be refused by the server's content policy.
  build: { outDir: STATIC, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
  server: {
    // The server refuses writes that name another host than the one they were sent to.
    proxy: Object.fromEntries(
      ['/api', '/media', '/docs', '/openapi.json', '/swagger', '/healthz'].map((path) => [
        path,
        { target: server, changeOrigin: false },
      ]),
    ),
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    restoreMocks: true,
  },
})
