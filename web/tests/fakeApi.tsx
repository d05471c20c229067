import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { vi } from 'vitest'

/** Answers by method and path, as `GET /account`; each a status and a body. */
export type FakeAnswers = Record<string, readonly [number, unknown?, Record<string, string>?]>

/**
 * Answer what the page asks of the server; return what was asked, with what was sent.
 *
 * Answers may be changed while a test runs. What has none fails as no route would.
 */
export function fakeApi(answers: FakeAnswers) {
  const asked: { what: string; body: unknown }[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request
    const what = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`
    const text = await request.clone().text()
    asked.push({ what, body: text ? JSON.parse(text) : undefined })
    const missing = [404, { code: 'no_such_route', detail: `Nothing answers ${what}.` }] as const
    const [status, body, headers] = answers[what] ?? missing
    return new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    })
  })
  return { asked, sent: (what: string) => asked.filter((one) => one.what === what) }
}

/** Draw a part of the page with all it needs around it. */
export function show(part: ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>{part}</QueryClientProvider>
    </MantineProvider>,
  )
  return client
}
