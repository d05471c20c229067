import { ActionIcon, Badge, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Check, Dices, LoaderCircle, Pin, Play, Square, ThumbsDown, ThumbsUp } from 'lucide-react'
import { memo, type PointerEvent } from 'react'
import { CardMenu } from './CardMenu'
import { CardWave } from './CardWave'
import { DismissMenu } from './DismissMenu'
import {
  type FitWords,
  instrumentWords,
  keyFit,
  lengthWords,
  sourceWords,
  surpriseWords,
  tempoFit,
} from './fitWords'
import { ScoreBar } from './ScoreBar'
import classes from './SuggestionCard.module.css'
import type { MarkKind, Suggestion } from './samplesApi'
import type { BarRange } from './scoreBar'
import { useSeenSuggestion } from './suggestionEvents'

export interface CardActions {
  session: string
  preview: (suggestion: Suggestion) => void
  progress: () => number | null
  say: (
    suggestion: Suggestion,
    kind: MarkKind,
    more?: { reason?: string; expiresInS?: number },
  ) => void
  takeBack: (suggestion: Suggestion, kind: MarkKind) => void
  banPack: (pack: string) => void
  enter: (trackId: string | null) => void
}

export interface CardMarks {
  pinned: boolean
  more: boolean
  less: boolean
}

interface SuggestionCardProps {
  suggestion: Suggestion
  sound: 'silent' | 'loading' | 'playing'
  range: BarRange
  marks: CardMarks
  /** The one card that Tab leads to; arrows lead to the others. */
  isStop: boolean
  /** No longer suggested; it stays only because it is pointed at. */
  isGone: boolean
  compact: boolean
  actions: CardActions
}

/** Show a sample, how it is made to fit, why it is suggested, and what can be done with it. */
export const SuggestionCard = memo(function SuggestionCard(props: SuggestionCardProps) {
  const { suggestion, sound, range, marks, isStop, isGone, compact, actions } = props
  const { track, rationale } = suggestion
  const seen = useSeenSuggestion(suggestion)
  const onEnter = (event: PointerEvent) => event.pointerType === 'mouse' && actions.enter(track.id)
  return (
    <li
      ref={seen}
      className={classes.card}
      data-track={track.id}
      data-gone={isGone || undefined}
      data-playing={sound !== 'silent' || undefined}
      onPointerEnter={onEnter}
      onPointerLeave={() => actions.enter(null)}
    >
      <PreviewButton
        title={track.title}
        sound={sound}
        isStop={isStop}
        onPress={() => actions.preview(suggestion)}
      />
      <div className={classes.names}>
        <Link
          to="/"
          search={{ track: track.id }}
          className={classes.title}
          title={track.title}
          draggable={false}
        >
          {track.title}
        </Link>
        <span className={classes.facts} title={`${suggestion.pack} / ${track.location}`}>
          {[suggestion.pack, instrumentWords(track), lengthWords(track.duration_s)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <CardWave trackId={track.id} playing={sound === 'playing'} progress={actions.progress} />
      <Fits suggestion={suggestion} />
      <ScoreBar suggestion={suggestion} range={range} />
      <div className={classes.why} title={rationale.join(' · ')}>
        <SourceBadge suggestion={suggestion} />
        {rationale.join(' · ')}
      </div>
      <div className={classes.buttons}>
        <Toggle
          icon={Check}
          label={`Accept ${track.title}`}
          title="Accept: it stands in the session (A)"
          onPress={() => actions.say(suggestion, 'accept')}
        />
        <MarkToggle kind="pin" on={marks.pinned} title="Pin: it stays in sight (P)" {...props} />
        {!compact && (
          <>
            <MarkToggle kind="more" on={marks.more} title="More like this (M)" {...props} />
            <MarkToggle kind="less" on={marks.less} title="Less like this (L)" {...props} />
          </>
        )}
        <DismissMenu suggestion={suggestion} actions={actions} />
        <CardMenu suggestion={suggestion} marks={marks} compact={compact} actions={actions} />
      </div>
    </li>
  )
})

interface PreviewButtonProps {
  title: string
  sound: 'silent' | 'loading' | 'playing'
  isStop: boolean
  onPress: () => void
}

/** Hear it; the one stop of a card for the arrow keys. */
function PreviewButton({ title, sound, isStop, onPress }: PreviewButtonProps) {
  const Icon = { silent: Play, loading: LoaderCircle, playing: Square }[sound]
  return (
    <button
      type="button"
      className={classes.play}
      data-preview
      data-loading={sound === 'loading' || undefined}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${sound === 'silent' ? 'Preview' : 'Stop'} ${title}`}
      title={sound === 'silent' ? 'Preview (Space)' : 'Stop (Space)'}
      onClick={onPress}
    >
      <Icon size={15} fill={sound === 'loading' ? 'none' : 'currentColor'} aria-hidden="true" />
    </button>
  )
}

/** Say what tempo and key it has, and below what is done to them. */
function Fits({ suggestion }: { suggestion: Suggestion }) {
  const tempo = tempoFit(suggestion)
  const key = keyFit(suggestion)
  const fits = [tempo, key].filter((fit): fit is FitWords => fit !== null)
  const changes = fits.flatMap((fit) => fit.changes)
  const inFull = [tempo && `Tempo: ${tempo.inFull}`, key && `Key: ${key.inFull}`]
  const words = inFull.filter(Boolean).join('. ')
  return (
    <div className={classes.fits} title={words || undefined}>
      <span aria-hidden="true">{fits.map(({ heard }) => heard).join(' · ')}</span>
      {changes.length > 0 && (
        <span className={classes.changes} aria-hidden="true">
          {changes.join(' · ')}
        </span>
      )}
      <span className="visually-hidden">{words}</span>
    </div>
  )
}

function SourceBadge({ suggestion }: { suggestion: Suggestion }) {
  const { source, similar_count: copies, is_exploration, propensity } = suggestion
  const { name, hint } = sourceWords(source)
  return (
    <>
      {is_exploration && (
        <Tooltip label={surpriseWords(propensity)}>
          <Badge
            size="sm"
            variant="light"
            color="yellow"
            tt="none"
            className={`${classes.badge} ${classes.surprise}`}
            leftSection={<Dices size={12} aria-hidden="true" />}
          >
            Surprise
          </Badge>
        </Tooltip>
      )}
      <Tooltip label={hint}>
        <Badge size="sm" variant="default" tt="none" fw={500} className={classes.badge}>
          {name}
        </Badge>
      </Tooltip>
      {copies > 0 && (
        <Tooltip label="Near copies of it that are not shown">
          <Badge size="sm" variant="default" tt="none" fw={500} className={classes.badge}>
            +{copies} alike
          </Badge>
        </Tooltip>
      )}
    </>
  )
}

type MarkToggleProps = Pick<SuggestionCardProps, 'suggestion' | 'actions'> & {
  kind: 'pin' | 'more' | 'less'
  on: boolean
  title: string
}

const ICONS = { pin: Pin, more: ThumbsUp, less: ThumbsDown } as const
const VERBS = { pin: 'Pin', more: 'More like', less: 'Less like' } as const

function MarkToggle({ kind, on, title, suggestion, actions }: MarkToggleProps) {
  return (
    <Toggle
      icon={ICONS[kind]}
      label={`${VERBS[kind]} ${suggestion.track.title}`}
      title={title}
      pressed={on}
      onPress={() => (on ? actions.takeBack(suggestion, kind) : actions.say(suggestion, kind))}
    />
  )
}

interface ToggleProps {
  icon: typeof Pin
  label: string
  title: string
  pressed?: boolean
  onPress: () => void
}

function Toggle({ icon: Icon, label, title, pressed, onPress }: ToggleProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={28}
      className={classes.tool}
      aria-label={label}
      aria-pressed={pressed}
      title={title}
      onClick={onPress}
    >
      <Icon size={16} fill={pressed ? 'currentColor' : 'none'} />
    </ActionIcon>
  )
}
