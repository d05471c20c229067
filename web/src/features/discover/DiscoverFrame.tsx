import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Music } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { statusQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { Page } from '../../ui/Page'
import classes from './Discover.module.css'

const TABS = [
  { to: '/discover/similar', name: 'Similar' },
  { to: '/discover/path', name: 'Path' },
  { to: '/discover/alchemy', name: 'Alchemy' },
  { to: '/discover/extend', name: 'Extend' },
  { to: '/discover/fingerprint', name: 'Fingerprint' },
  { to: '/discover/artists', name: 'Artists' },
] as const

interface DiscoverFrameProps {
  title: string
  /** What this way of discovering does, in a sentence. */
  lead: string
  children: ReactNode
}

/** Give all ways of discovering the same head; where nothing was heard yet, say what comes first. */
export function DiscoverFrame({ title, lead, children }: DiscoverFrameProps) {
  const { data: status } = useQuery(statusQuery)
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    // In a narrow window the tab one is on may lie beyond the edge.
    const active = tabs.current?.querySelector<HTMLElement>('[data-status=active]')
    if (tabs.current && active) tabs.current.scrollLeft = active.offsetLeft - active.offsetWidth
  }, [])
  return (
    <Page title={title}>
      <nav ref={tabs} className={classes.tabs} aria-label="Ways to discover">
        {TABS.map(({ to, name }) => (
          <Link key={to} to={to} className={classes.tab} activeOptions={{ includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      {status?.counts.analysed === 0 ? (
        <EmptyState
          icon={Music}
          title="Nothing to discover yet"
          action={
            <Button component={Link} to="/">
              {status.sources === 0 ? 'Add a folder of music' : 'Go to the library'}
            </Button>
          }
        >
          Menura finds music by how it sounds, and has not heard a track so far.
          {status.counts.total > 0 && ' As soon as the first ones are heard, you can begin here.'}
        </EmptyState>
      ) : (
        <>
          <p className={classes.lead}>{lead}</p>
          {children}
        </>
      )}
    </Page>
  )
}

interface WorkbenchProps {
  form: ReactNode
  /** What was found. */
  children: ReactNode
  /** The picture beside it. */
  side?: ReactNode
}

/** Put what is asked, what was found, and the picture of it beside each other. */
export function Workbench({ form, children, side }: WorkbenchProps) {
  return (
    <div className={classes.bench} data-side={side != null || undefined}>
      <section className={classes.form} aria-label="What to look for">
        {form}
      </section>
      {side && <div className={classes.side}>{side}</div>}
      <section className={classes.found} aria-label="What was found">
        {children}
      </section>
    </div>
  )
}
