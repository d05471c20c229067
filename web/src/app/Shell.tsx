import { ActionIcon, Kbd, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useOs } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import {
  AudioWaveform,
  CircleHelp,
  Ellipsis,
  Moon,
  Search,
  Sun,
  TriangleAlert,
  WifiOff,
  X,
} from 'lucide-react'
import { Fragment, lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { accountQuery, isSignedIn, useDoor } from '../api/account'
import { useConnection } from '../api/events'
import { statusQuery } from '../api/queries'
import { playback, playerSound } from '../audio/playback'
import { usePlayer } from '../audio/player'
import { soundOwner } from '../audio/soundOwner'
import { announceError } from '../ui/announce'
import { formatCount } from '../ui/format'
import { lazyDialog } from '../ui/lazyDialog'
import { useHotkeys } from './hotkeys'
import { JobsBadge } from './JobsBadge'
import { PlayerBar } from './PlayerBar'
import { type PageLink, pageGroups, pageLinks } from './pages'
import classes from './Shell.module.css'

const HelpSheet = lazyDialog(async () => (await import('./HelpSheet')).HelpSheet)
const QueuePanel = lazyDialog(async () => (await import('./QueuePanel')).QueuePanel)
const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }))

const SignIn = lazy(async () => ({
  default: (await import('../features/account/SignIn')).SignIn,
}))
const AccountMenu = lazy(async () => ({
  default: (await import('../features/account/AccountMenu')).AccountMenu,
}))

/** Ask who comes in, where that is wanted; else frame the page. */
export function Shell() {
  const door = useDoor()
  if (door === 'open') return <Frame />
  if (door === 'unknown') return null
  return (
    <Suspense fallback={null}>
      <SignIn />
    </Suspense>
  )
}

/** Frame every page: where to go, what goes on, what plays. */
function Frame() {
  const [helpOpened, setHelpOpened] = useState(false)
  const toggleHelp = useCallback(() => setHelpOpened((opened) => !opened), [])
  const [queueOpened, setQueueOpened] = useState(false)
  const toggleQueue = useCallback(() => setQueueOpened((opened) => !opened), [])
  const palette = usePalette()
  useShellHotkeys(toggleHelp, toggleQueue)
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the page
      </a>
      <Header onHelp={toggleHelp} onPalette={palette.open} />
      <Navigation />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionNote />
        <Outlet />
      </main>
      <QueuePanel opened={queueOpened} onClose={toggleQueue} />
      <PlayerBar queueOpened={queueOpened} onQueue={toggleQueue} />
      {palette.wanted && (
        <Suspense fallback={null}>
          <Palette onHelp={toggleHelp} onQueue={toggleQueue} />
        </Suspense>
      )}
      <HelpSheet opened={helpOpened} onClose={() => setHelpOpened(false)} />
    </div>
  )
}

function Header({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const { toggleColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('dark')
  const { data: account } = useQuery(accountQuery)
  const os = useOs()
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand} aria-label="Menura, to the library">
        <AudioWaveform size={22} aria-hidden="true" />
        Menura
      </Link>
      <JobsBadge />
      <button
        type="button"
        className={classes.palette}
        onClick={onPalette}
        aria-label="Find a track or go to a page"
      >
        <Search size={16} aria-hidden="true" />
        <span className={classes.wide}>Go to…</span>
        <Kbd size="xs" className={classes.wide}>
          {os === 'macos' ? '⌘ K' : 'Ctrl K'}
        </Kbd>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        className={classes.wide}
        aria-label="Keyboard shortcuts"
        onClick={onHelp}
      >
        <CircleHelp size={18} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label={`Switch to ${other} colours`}
        onClick={() => toggleColorScheme()}
      >
        {scheme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
      </ActionIcon>
      {account && isSignedIn(account) && (
        <Suspense fallback={<span style={{ width: 34 }} />}>
          <AccountMenu account={account} />
        </Suspense>
      )}
    </header>
  )
}

/** Fetch the palette with its first use; from then on it listens to Ctrl+K itself. */
function usePalette() {
  const [wanted, setWanted] = useState(false)
  const open = useCallback(() => {
    import('./Palette').then(
      ({ openPalette }) => {
        setWanted(true)
        openPalette()
      },
      (error) => announceError('The palette cannot be opened', error),
    )
  }, [])
  useEffect(() => {
    if (wanted) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [wanted, open])
  return { wanted, open }
}

const groups = pageGroups.map(({ group, name }) => ({
  name,
  links: pageLinks.filter((link) => link.group === group),
}))

function Navigation() {
  const { data: status } = useQuery(statusQuery)
  const [opened, setOpened] = useState(false) // in a narrow window: all pages, not only the bar
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page was reached
  useEffect(() => setOpened(false), [path])
  const figures: Record<string, number | undefined> = {
    '/': status?.counts.total,
    '/playlists': status?.playlists,
  }
  return (
    <nav
      className={classes.nav}
      aria-label="Pages"
      data-opened={opened || undefined}
      onKeyDown={(event) => event.key === 'Escape' && setOpened(false)}
    >
      {groups.map(({ name, links }) => (
        <Fragment key={name}>
          {name && <span className={classes.group}>{name}</span>}
          <div className={classes.links}>
            {links.map((link) => (
              <PageLinkItem key={link.to} link={link} figure={figures[link.to] ?? 0} />
            ))}
          </div>
        </Fragment>
      ))}
      <button
        type="button"
        className={`${classes.link} ${classes.more}`}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {opened ? <X size={19} aria-hidden="true" /> : <Ellipsis size={19} aria-hidden="true" />}
        {opened ? 'Close' : 'More'}
      </button>
    </nav>
  )
}

function PageLinkItem({ link, figure }: { link: PageLink; figure: number }) {
  const { to, name, short, icon: Icon } = link
  return (
    <Link
      to={to}
      className={classes.link}
      data-barred={link.barred}
      activeOptions={{ exact: to === '/', includeSearch: false }}
    >
      <Icon size={19} aria-hidden="true" />
      <span className={short && classes.wide}>{name}</span>
      {short && <span className={classes.narrow}>{short}</span>}
      {figure > 0 && (
        <span className={classes.linkEnd} aria-hidden="true">
          {formatCount(figure)}
        </span>
      )}
    </Link>
  )
}

function ConnectionNote() {
  const { state, tryNow } = useConnection()
  const { data: status } = useQuery(statusQuery)
  return (
    <div role="status">
      {status?.trouble && (
        <div className={classes.lost}>
          <TriangleAlert size={15} aria-hidden="true" />
          {status.trouble}
        </div>
      )}
      {state === 'lost' && (
        <div className={classes.lost}>
          <WifiOff size={15} aria-hidden="true" />
          Connection lost. What you see may be old. Check that Menura runs and is within reach.
          <button type="button" className={classes.tryNow} onClick={tryNow}>
            Try now
          </button>
        </div>
      )}
    </div>
  )
}

function useShellHotkeys(toggleHelp: () => void, toggleQueue: () => void) {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const focusSearch = async () => {
    if (path !== '/') await navigate({ to: '/' })
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-search]')?.focus())
  }
  useHotkeys({
    ' ': () => (soundOwner() ?? playerSound).toggle(),
    'shift+ArrowRight': () => void usePlayer.getState().step(1),
    'shift+ArrowLeft': () => void playback.back(),
    m: () => usePlayer.getState().toggleMute(),
    q: toggleQueue,
    '/': () => void focusSearch(),
    '?': toggleHelp,
    ...Object.fromEntries(
      pageLinks.map(({ to, key }) => [`g ${key}`, () => void navigate({ to })]),
    ),
  })
}
