import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiError } from '../api/client'
import { followEvents } from '../api/events'
import { playback } from '../audio/playback'
import { announceError } from '../ui/announce'
import { cssVariables, theme } from '../ui/theme'
import { makeRouter } from './router'

/** Only silence is worth asking again: a server that says no will say no again. */
function shouldRetry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && error.code === 'unreachable'
}

const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: shouldRetry } },
})
const router = makeRouter(queryClient)

/** Put providers around the pages, and start what lives as long as the window. */
export function App() {
  useEffect(() => followEvents(queryClient), [])
  useEffect(
    () =>
      playback.attach((title) =>
        announceError(
          `“${title}” cannot be played`,
          'Its file is gone, or of a kind that this browser does not know.',
        ),
      ),
    [],
  )
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
