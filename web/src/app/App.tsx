import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiError } from '../api/client'
import { followEvents, useConnection } from '../api/events'
import { playback } from '../audio/playback'
import { announceError } from '../ui/announce'
import { cssVariables, theme } from '../ui/theme'
import { makeRouter } from './router'
import { nameUnfetched } from './unfetched'

/** Only silence is worth asking again: a server that says no will say no again. */
function shouldRetry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && error.code === 'unreachable'
}

nameUnfetched()

const queryClient = new QueryClient({
  defaultOptions: {
    // A browser that thinks itself offline may well reach a Menura on its own machine.
    queries: { staleTime: 10_000, retry: shouldRetry, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
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
          useConnection.getState().state === 'lost'
            ? 'Menura does not answer.'
            : 'Its file is gone, or of a kind that this browser does not know.',
        ),
      ),
    [],
  )
  useEffect(() => void import('../audio/playerMemory').then((memory) => memory.rememberQueue()), [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
