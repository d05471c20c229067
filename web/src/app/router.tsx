import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { readChatSearch } from '../features/chat/chatSearch'
import { readRunSearch } from '../features/clusters/runSearch'
import type {
  AlchemySearch,
  ArtistsSearch,
  ExtendSearch,
  FingerprintSearch,
  PathSearch,
  SimilarSearch,
} from '../features/discover/discoverSearch'
import { readLibrarySearch } from '../features/library/librarySearch'
import { readListeningSearch } from '../features/listening/listeningSearch'
import { readMapSearch } from '../features/map/mapSearch'
import { readRadiosSearch } from '../features/radios/radiosSearch'
import { readSourcesSearch } from '../features/sources/sourcesSearch'
import { readStudioSearch } from '../features/studio/studioSearch'
import { CrashPage, NoSuchPage } from './FaultPages'
import { LibraryWithSuggestions } from './LibraryWithSuggestions'
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
  component: LibraryWithSuggestions,
})
const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/map',
  validateSearch: readMapSearch,
  component: lazyRouteComponent(() => import('../features/map/MapPage'), 'MapPage'),
})
const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  validateSearch: readSourcesSearch,
  component: lazyRouteComponent(() => import('../features/sources/SourcesPage'), 'SourcesPage'),
})
const sourceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/$sourceId',
  component: lazyRouteComponent(() => import('../features/sources/SourcePage'), 'SourcePage'),
})
const listeningRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/listening',
  validateSearch: readListeningSearch,
  component: lazyRouteComponent(
    () => import('../features/listening/ListeningPage'),
    'ListeningPage',
  ),
})
const collectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/collection',
  component: lazyRouteComponent(
    () => import('../features/collection/CollectionPage'),
    'CollectionPage',
  ),
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
const samplesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/samples',
  component: lazyRouteComponent(() => import('./SamplesWithCorrections'), 'SamplesWithCorrections'),
})
const clustersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clusters',
  component: lazyRouteComponent(() => import('../features/clusters/ClustersPage'), 'ClustersPage'),
})
const clusterRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clusters/$runId',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('../features/clusters/RunPage'), 'RunPage'),
})
const chatRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chat',
  validateSearch: readChatSearch,
  component: lazyRouteComponent(() => import('../features/chat/ChatPage'), 'ChatPage'),
})
const radiosRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/radios',
  validateSearch: readRadiosSearch,
  component: lazyRouteComponent(() => import('../features/radios/RadiosPage'), 'RadiosPage'),
})
const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  component: lazyRouteComponent(
    () => import('../features/schedules/SchedulesPage'),
    'SchedulesPage',
  ),
})
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$tab', params: { tab: 'sources' } })
  },
})
const settingsTabRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/$tab',
  component: lazyRouteComponent(() => import('../features/settings/SettingsPage'), 'SettingsPage'),
})
// These pages check their addresses themselves, so that the code for it comes with them.
const unread =
  <Search,>() =>
  (raw: Record<string, unknown>) =>
    raw as Search
const discoverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover',
  beforeLoad: () => {
    throw redirect({ to: '/discover/similar' })
  },
})
const similarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/similar',
  validateSearch: unread<SimilarSearch>(),
  component: lazyRouteComponent(() => import('../features/discover/SimilarPage'), 'SimilarPage'),
})
const pathRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/path',
  validateSearch: unread<PathSearch>(),
  component: lazyRouteComponent(() => import('../features/discover/PathPage'), 'PathPage'),
})
const alchemyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/alchemy',
  validateSearch: unread<AlchemySearch>(),
  component: lazyRouteComponent(() => import('../features/discover/AlchemyPage'), 'AlchemyPage'),
})
const extendRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/extend',
  validateSearch: unread<ExtendSearch>(),
  component: lazyRouteComponent(() => import('../features/discover/ExtendPage'), 'ExtendPage'),
})
const fingerprintRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/fingerprint',
  validateSearch: unread<FingerprintSearch>(),
  component: lazyRouteComponent(
    () => import('../features/discover/FingerprintPage'),
    'FingerprintPage',
  ),
})
const artistsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discover/artists',
  validateSearch: unread<ArtistsSearch>(),
  component: lazyRouteComponent(() => import('../features/discover/ArtistsPage'), 'ArtistsPage'),
})
// Other names that people try, with whatever stands behind them in the address.
const alias = (path: string, to: string) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ location }) => {
      const rest = location.href.slice(location.pathname.length)
      throw redirect({ href: to.replace('*', location.pathname.split('/').pop() ?? '') + rest })
    },
  })
const aliases = [
  alias('/library', '/'),
  alias('/tasks', '/jobs'),
  alias('/tasks/$jobId', '/jobs/*'),
  alias('/session', '/lab'),
  alias('/session/$sessionId', '/lab/*'),
  alias('/production', '/studio'),
  alias('/production/$productionId', '/studio/*'),
  ...['similar', 'path', 'alchemy', 'fingerprint'].map((maker) =>
    alias(`/playlists/${maker}`, `/discover/${maker}`),
  ),
  alias('/playlists/clusters', '/clusters'),
]
const routeTree = rootRoute.addChildren([
  ...(aliases as []), // links in the program use the names above, so types know those alone
  libraryRoute,
  mapRoute,
  discoverRoute,
  similarRoute,
  pathRoute,
  alchemyRoute,
  extendRoute,
  fingerprintRoute,
  artistsRoute,
  clustersRoute,
  clusterRunRoute,
  chatRoute,
  radiosRoute,
  schedulesRoute,
  sourcesRoute,
  sourceRoute,
  listeningRoute,
  collectionRoute,
  playlistsRoute,
  playlistRoute,
  studioRoute,
  productionRoute,
  labRoute,
  sessionRoute,
  samplesRoute,
  jobsRoute,
  jobRoute,
  modelsRoute,
  duplicatesRoute,
  settingsRoute,
  settingsTabRoute,
])

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: false,
    defaultErrorComponent: CrashPage, // inside the shell: the player goes on
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
