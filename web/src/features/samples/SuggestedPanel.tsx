import { Button, Skeleton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drum, SearchX, WifiOff } from 'lucide-react'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { audition } from '../../audio/audition'
import { announce } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatCount, formatNumberOf } from '../../ui/format'
import { Against } from './Against'
import { useAuditionKeys } from './auditionKeys'
import { causeInWords } from './causeWords'
import { firstOf } from './listOrder'
import classes from './SuggestedPanel.module.css'
import { type CardActions, SuggestionCard } from './SuggestionCard'
import cardClasses from './SuggestionCard.module.css'
import { type Recommendations, type Suggestion, sampleKeys, type Update } from './samplesApi'
import { barRange } from './scoreBar'
import { reportSuggestion } from './suggestionEvents'
import { type CardKeys, focusCard, useCardKeys } from './useCardKeys'
import { useContextChange } from './useContextChange'
import { useFlip } from './useFlip'
import { useHeldList } from './useHeldList'
import { useMarks } from './useMarks'
import { usePreview } from './usePreview'
import { refreshSuggestions, useSuggestions } from './useSuggestions'

const NONE: readonly Suggestion[] = []
const COMPACT_COUNT = 6

interface SuggestedPanelProps {
  session: string
  /** Narrow, beside something else: fewer cards, and fewer words on each. */
  compact?: boolean
  /** Under the title while there is nothing to go by. */
  presets?: ReactNode
}

/** Suggest samples that fit the session, and keep the list fresh. */
export function SuggestedPanel({ session, compact = false, presets }: SuggestedPanelProps) {
  const { update, isLive, isPending, error } = useSuggestions(session)
  useSpread(session, update)
  const again = () => void refreshSuggestions(session)
  const found = update?.recommendations
  return (
    <section className={classes.panel} aria-label="Suggested for you" aria-busy={isPending}>
      <header className={classes.head}>
        <h2 className={classes.title}>Suggested for you</h2>
        {found && found.sample_count > 0 && <Count found={found} />}
        <p className={classes.cause} role="status">
          {update && causeInWords(update.cause)}
        </p>
        {found && !isLive && (
          <span className={classes.lost}>
            <WifiOff size={14} aria-hidden="true" />
            Not live; trying again…
          </span>
        )}
        {!compact && <Against />}
      </header>
      {found?.preset && found.items.length > 0 && presets}
      {found ? (
        <Body session={session} found={found} compact={compact} />
      ) : error ? (
        <ErrorState title="Nothing can be suggested now" error={error} onRetry={again} />
      ) : (
        <div className={classes.waiting} role="status" aria-label="Looking for what fits">
          {Array.from({ length: compact ? 3 : 6 }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
            <Skeleton key={place} height={68} />
          ))}
        </div>
      )}
      {/* Below the cards: above, it would move them under the pointer when it comes. */}
      {found?.note && <p className={classes.note}>{found.note}</p>}
    </section>
  )
}

/** Write what a list was made for wherever else the page shows the session. */
function useSpread(session: string, update: Update | null) {
  const client = useQueryClient()
  const version = useRef(-1)
  useEffect(() => {
    const context = update?.recommendations.context
    if (!context || context.version === version.current) return
    const first = version.current < 0
    version.current = context.version
    client.setQueryData(sampleKeys.context(session), context)
    if (!first) void client.invalidateQueries({ queryKey: sampleKeys.marks(session) })
  }, [client, session, update])
}

function Count({ found }: { found: Recommendations }) {
  const { items, candidate_count, sample_count, policy } = found
  const fit = `${formatCount(candidate_count)} of ${formatNumberOf(sample_count, 'sample')} fit`
  return (
    <span className={classes.count} title={`${fit}; the best ${items.length} are shown`}>
      {fit}
      {policy === 'rules' && ' · ranked by the rules alone'}
    </span>
  )
}

interface BodyProps {
  session: string
  found: Recommendations
  compact: boolean
}

function Body({ session, found, compact }: BodyProps) {
  if (found.sample_count === 0) return <NoSamples />
  if (found.items.length === 0) return <NothingFits found={found} />
  return <Cards session={session} found={found} compact={compact} />
}

function NoSamples() {
  return (
    <EmptyState
      icon={Drum}
      title="No samples yet"
      action={
        <Button component={Link} to="/">
          Go to the library
        </Button>
      }
    >
      Add a folder of loops and one-shots (WAV, AIFF, FLAC, MP3 or OGG) to the library. Menura
      listens to them and suggests here what fits; songs are left alone.
    </EmptyState>
  )
}

function NothingFits({ found }: { found: Recommendations }) {
  return (
    <EmptyState icon={SearchX} title="Nothing fits">
      None of {formatNumberOf(found.sample_count, 'sample')} passes: within 5 BPM (half and double
      time count), in a key that goes with the session, and neither left out nor dismissed. Clear
      the tempo or the key, let samples be transposed, or take back what was dismissed.
    </EmptyState>
  )
}

function Cards({ session, found, compact }: BodyProps) {
  const { items, context } = found
  const marks = useMarks(session)
  const { change } = useContextChange(session)
  const { shown, enter } = useHeldList(items)
  const list = useRef<HTMLOListElement>(null)
  const preview = usePreview(session, context.bpm, items)
  const open = shown.filter(
    ({ track }) => !marks.has(track.id, 'dismiss') && !marks.has(track.id, 'accept'),
  )
  const visible = compact ? firstOf(open, COMPACT_COUNT) : open
  const order = visible.map(({ track }) => track.id).join(' ')
  useFlip(list, order)
  const keepFocus = useKeptFocus(list, order)
  const range = useMemo(() => barRange(items.map((item) => item.score_components)), [items])
  const current = useMemo(() => new Set(items.map(({ track }) => track.id)), [items])
  const [stopId, setStopId] = useState<string | null>(null)
  const stop = visible.some(({ track }) => track.id === stopId) ? stopId : visible[0]?.track.id

  const { say, takeBack } = marks
  const { toggle } = preview
  const bannedPacks = context.preferences.ban_packs
  const actions = useMemo<CardActions>(
    () => ({
      session,
      enter,
      preview: toggle,
      progress: audition.progress,
      say: (suggestion, kind, more) => {
        const { track } = suggestion
        if (kind === 'accept' || kind === 'dismiss') {
          keepFocus(track.id)
          reportSuggestion(kind === 'accept' ? 'accept' : 'skip', suggestion)
        }
        say(track, kind, more)
      },
      takeBack: ({ track }, kind) => takeBack(track, kind),
      banPack: (pack) => {
        change({ preferences: { ban_packs: [...bannedPacks, pack] } })
        announce(
          `Nothing more of “${pack}” is suggested`,
          <Button
            size="compact-xs"
            variant="default"
            mt={4}
            onClick={() => change({ preferences: { ban_packs: bannedPacks } })}
          >
            Undo
          </Button>,
        )
      },
    }),
    [session, enter, toggle, say, takeBack, change, bannedPacks, keepFocus],
  )
  const onKeyDown = useCardKeys(keysOf(visible, actions, marks.has))
  useAuditionKeys({ items: compact ? NONE : visible, preview: preview.toggle })
  if (visible.length === 0) return <p className={classes.note}>Looking for more…</p>
  return (
    <ol
      ref={list}
      className={cardClasses.list}
      aria-label="Suggestions"
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const card = event.target.closest<HTMLElement>('[data-track]')
        if (card?.dataset.track) setStopId(card.dataset.track)
      }}
    >
      {visible.map((suggestion) => (
        <Card
          key={suggestion.track.id}
          suggestion={suggestion}
          sound={preview.soundOf(suggestion.track.id)}
          range={range}
          has={marks.has}
          isStop={suggestion.track.id === stop}
          isGone={!current.has(suggestion.track.id)}
          compact={compact}
          actions={actions}
        />
      ))}
    </ol>
  )
}

type CardProps = Omit<Parameters<typeof SuggestionCard>[0], 'marks'> & {
  has: (trackId: string, kind: 'pin' | 'more' | 'less') => boolean
}

function Card({ has, ...props }: CardProps) {
  const { id } = props.suggestion.track
  const pinned = has(id, 'pin')
  const more = has(id, 'more')
  const less = has(id, 'less')
  const marks = useMemo(() => ({ pinned, more, less }), [pinned, more, less])
  return <SuggestionCard {...props} marks={marks} />
}

function keysOf(
  visible: readonly Suggestion[],
  actions: CardActions,
  has: CardProps['has'],
): CardKeys {
  const find = (id: string) => visible.find(({ track }) => track.id === id)
  const flip = (kind: 'pin' | 'more' | 'less') => (id: string) => {
    const suggestion = find(id)
    if (!suggestion) return
    if (has(id, kind)) actions.takeBack(suggestion, kind)
    else actions.say(suggestion, kind)
  }
  const leave = (kind: 'accept' | 'dismiss') => (id: string) => {
    const suggestion = find(id)
    if (suggestion) actions.say(suggestion, kind)
  }
  return {
    accept: leave('accept'),
    dismiss: leave('dismiss'),
    pin: flip('pin'),
    more: flip('more'),
    less: flip('less'),
  }
}

/** When the card that has the focus goes away, the one in its place gets it. */
function useKeptFocus(list: { current: HTMLElement | null }, order: string) {
  const goneFrom = useRef<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: cards come and go with the order
  useLayoutEffect(() => {
    const place = goneFrom.current
    goneFrom.current = null
    const cards = list.current?.children
    if (place === null || !cards || list.current?.contains(document.activeElement)) return
    focusCard(cards[Math.min(place, cards.length - 1)])
  }, [order])
  return useRef((trackId: string) => {
    const cards = [...(list.current?.children ?? [])] as HTMLElement[]
    const place = cards.findIndex((card) => card.dataset.track === trackId)
    const { activeElement: active } = document
    // From its menu, too, which stands elsewhere in the page.
    const hasFocus =
      place >= 0 && (cards[place]?.contains(active) || active?.closest('[role=menu]'))
    goneFrom.current = hasFocus ? place : null
  }).current
}
