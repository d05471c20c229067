import { ActionIcon, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { ChevronsRight, Drum, SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import classes from './SuggestedBeside.module.css'
import { sessionWords } from './sessionWords'
import { SESSION, type SuggestionContext } from './suggestionTypes'
import { useMyLoop } from './useMyLoop'
import { useSuggestions } from './useSuggestions'
import { useWishes } from './wishes'

const SuggestedPanel = lazy(async () => ({
  default: (await import('./SuggestedPanel')).SuggestedPanel,
}))

/** Whether somebody wants it beside the library; kept for the next time. */
interface Beside {
  isOpen: boolean
}
const useBeside = create<Beside>()(
  persist((): Beside => ({ isOpen: false }), { name: 'menura-suggested-beside' }),
)

/** Suggest samples beside the library, in a window that is wide enough. */
export function SuggestedBeside() {
  const isOpen = useBeside((beside) => beside.isOpen)
  const session = useWishes((wishes) => wishes.session)
  const first = useRef(true)
  const toggle = useRef<HTMLButtonElement>(null)
  // The button that was pressed goes away with a change: the focus goes to the one that came.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that matters
  useEffect(() => {
    if (!first.current) toggle.current?.focus()
    first.current = false
  }, [isOpen])
  // On a telephone there is no beside; the page of samples is one step away.
  const isWide = useMediaQuery('(min-width: 48em)')
  if (!isWide) return null
  const flip = () => useBeside.setState({ isOpen: !isOpen })
  if (!isOpen) {
    return (
      <aside className={classes.rail} aria-label="Samples">
        <button ref={toggle} type="button" className={classes.open} onClick={flip}>
          <Drum size={16} aria-hidden="true" />
          <span>Suggested for you</span>
        </button>
      </aside>
    )
  }
  return (
    <aside className={classes.panel} aria-label="Samples">
      <header className={classes.head}>
        <ActionIcon
          ref={toggle}
          variant="subtle"
          color="gray"
          aria-label="Close the suggestions"
          title="Close the suggestions"
          onClick={flip}
        >
          <ChevronsRight size={18} />
        </ActionIcon>
        <Session key={session} session={session} />
      </header>
      <Suspense fallback={<Skeleton height={300} />}>
        <SuggestedPanel key={session} session={session} compact />
      </Suspense>
    </aside>
  )
}

/** Say what suggestions are made for, and where that is changed. */
function Session({ session }: { session: string }) {
  const { update } = useSuggestions(session)
  const context = update?.recommendations.context
  const project = session !== SESSION && session
  const words = context && (sessionWords(context) || 'Set tempo and key')
  return (
    <>
      <Link to="/samples" className={classes.session}>
        <SlidersHorizontal size={14} aria-hidden="true" />
        <span>{[project, words].filter(Boolean).join(' · ')}</span>
      </Link>
      {context && <MyLoop session={session} context={context} />}
    </>
  )
}

/** Candidates are heard against the newest loop here, too. */
function MyLoop({ session, context }: { session: string; context: SuggestionContext }) {
  useMyLoop(session, context)
  return null
}
