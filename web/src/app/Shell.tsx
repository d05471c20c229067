import { ActionIcon, Kbd, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useOs } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { AudioWaveform, CircleHelp, Moon, Search, Sun, WifiOff } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useConnection } from '../api/events'
import { statusQuery } from '../api/queries'
import { playback } from '../audio/playback'
import { usePlayer } from '../audio/player'
import { formatCount } from '../ui/format'
import { HelpSheet } from './HelpSheet'
import { useHotkeys } from './hotkeys'
import { JobsBadge } from './JobsBadge'
import { Palette } from './Palette'
import { PlayerBar } from './PlayerBar'
import { pageLinks } from './pages'
import classes from './Shell.module.css'

/** Frame every page: where to go, what goes on, what plays. */
export function Shell() {
  const [helpOpened, setHelpOpened] = useState(false)
  const toggleHelp = useCallback(() => setHelpOpened((opened) => !opened), [])
  useShellHotkeys(toggleHelp)
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the page
      </a>
      <Header onHelp={toggleHelp} />
      <Navigation />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionNote />
        <Outlet />
      </main>
      <PlayerBar />
      <Palette />
      <HelpSheet opened={helpOpened} onClose={() => setHelpOpened(false)} />
    </div>
  )
}

function Header({ onHelp }: { onHelp: () => void }) {
  const { toggleColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('dark')
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
        onClick={spotlight.open}
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
    </header>
  )
}

function Navigation() {
  const { data: status } = useQuery(statusQuery)
  const figures: Record<string, number | undefined> = {
    '/': status?.counts.total,
    '/playlists': status?.playlists,
  }
  return (
    <nav className={classes.nav} aria-label="Pages">
      {pageLinks.map(({ to, name, icon: Icon }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={19} aria-hidden="true" />
          {name}
          {(figures[to] ?? 0) > 0 && (
            <span className={classes.linkEnd} aria-hidden="true">
              {formatCount(figures[to] ?? 0)}
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}

function ConnectionNote() {
  const state = useConnection((connection) => connection.state)
  return (
    <div role="status">
      {state === 'lost' && (
        <div className={classes.lost}>
          <WifiOff size={15} aria-hidden="true" />
          Connection lost. What you see may be old; trying again…
        </div>
      )}
    </div>
  )
}

function useShellHotkeys(toggleHelp: () => void) {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const focusSearch = async () => {
    if (path !== '/') await navigate({ to: '/' })
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-search]')?.focus())
  }
  useHotkeys({
    ' ': () => usePlayer.getState().toggle(),
    'shift+ArrowRight': () => void usePlayer.getState().step(1),
    'shift+ArrowLeft': () => void playback.back(),
    m: () => usePlayer.getState().toggleMute(),
    '/': () => void focusSearch(),
    '?': toggleHelp,
    ...Object.fromEntries(pageLinks.map(({ to, key }) => [`g ${key}`, () => void navigate({ to })])),
  })
}
