import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { LibraryPage } from '../features/library/LibraryPage'
import { readLibrarySearch } from '../features/library/librarySearch'
import { readStudioSearch } from '../features/studio/studioSearch'
import { CrashPage, NoSuchPage } from './FaultPages'
import { Shell } from './Shell'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NoSuchPage,
  errorComponent: CrashPage,
})

// THE map of pages. The first one comes with the shell, the others when they are asked for.
const libraryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readLibrarySearch,
  component: LibraryPage,
})
const playlistsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/playlists',
  component: lazyRouteComponent(
    () => import('../features/playlists/PlaylistsPage'),
    'PlaylistsPage',
  ),
})
const playlistRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/playlists/$playlistId',
  component: lazyRouteComponent(() => import('../features/playlists/PlaylistPage'), 'PlaylistPage'),
})
const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('../features/jobs/JobsPage'), 'JobsPage'),
})
const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('../features/jobs/JobPage'), 'JobPage'),
})
const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('../features/models/ModelsPage'), 'ModelsPage'),
})
const duplicatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/duplicates',
  component: lazyRouteComponent(
    () => import('../features/duplicates/DuplicatesPage'),
    'DuplicatesPage',
  ),
})
const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studio',
  validateSearch: readStudioSearch,
  component: lazyRouteComponent(() => import('../features/studio/StudioPage'), 'StudioPage'),
})
const productionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studio/$productionId',
  component: lazyRouteComponent(
    () => import('../features/studio/ProductionPage'),
    'ProductionPage',
  ),
})
const labRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lab',
  component: lazyRouteComponent(() => import('../features/lab/LabPage'), 'LabPage'),
})
const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lab/$sessionId',
  component: lazyRouteComponent(() => import('../features/lab/SessionPage'), 'SessionPage'),
})
const routeTree = rootRoute.addChildren([
  libraryRoute,
  playlistsRoute,
  playlistRoute,
  studioRoute,
  productionRoute,
  labRoute,
  sessionRoute,
  jobsRoute,
  jobRoute,
  modelsRoute,
  duplicatesRoute,
])

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
