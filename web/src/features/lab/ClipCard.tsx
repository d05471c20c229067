import { ActionIcon, Tooltip } from '@mantine/core'
import { Check, CircleDashed, Heart, Pause, Pin, Play, TriangleAlert } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, memo, useState } from 'react'
import { usePlayer } from '../../audio/player'
import { announceError } from '../../ui/announce'
import { formatName } from '../../ui/format'
import classes from './ClipCard.module.css'
import { ClipMenu } from './ClipMenu'
import { ClipWave } from './ClipWave'
import { neighbourOf, type PlacedClip } from './clipOrder'
import { useChangeClip } from './labActions'
import { clipElementId, useLab } from './labContext'
import { type CheckedFact, clipTitle, keyFact, tempoFact, verdictWords } from './labWords'
import { NameForm } from './NameForm'

/** Show a clip: how it looks, how it sounds, whether it is what was meant. */
export const ClipCard = memo(function ClipCard({ placed }: { placed: PlacedClip }) {
  const { clip, number, clusterId } = placed
  const { session, player, colors } = useLab()
  const [renaming, setRenaming] = useState(false)
  const change = useChangeClip(session.id)
  const current = usePlayer(({ track }) => track?.id === clip.id)
  const playing = usePlayer((state) => state.playing && state.track?.id === clip.id)
  const title = clipTitle(clip, number)
  return (
    <li
      id={clipElementId(clip.id)}
      className={classes.card}
      data-current={current || undefined}
      style={{ '--cluster': colors.get(clusterId) } as CSSProperties}
      onPointerEnter={(event) => event.pointerType === 'mouse' && player.enter(clip.id)}
      onPointerLeave={() => player.leave()}
    >
      <div className={classes.head}>
        <PlayButton placed={placed} title={title} playing={playing} />
        {renaming ? (
          <NameForm
            label={`Name of ${title}`}
            value={clip.name ?? ''}
            placeholder={clipTitle({ ...clip, name: null }, number)}
            maxLength={200}
            mayBeEmpty
            onSave={(name) => change.mutateAsync({ clipId: clip.id, change: { name } })}
            onClose={() => setRenaming(false)}
          />
        ) : (
          <span className={classes.title} title={title}>
            {title}
          </span>
        )}
        {!renaming && (
          <>
            <Marks placed={placed} title={title} />
            <ClipMenu placed={placed} title={title} onRename={() => setRenaming(true)} />
          </>
        )}
      </div>
      <ClipWave
        peaks={clip.features?.peaks ?? []}
        durationS={clip.duration_sec}
        current={current}
        playing={playing}
        onSeek={(share) => player.playFrom(clip.id, share)}
      />
      <div className={classes.facts}>
        {clip.name && clip.genre && <span>{formatName(clip.genre)}</span>}
        <Fact what="Tempo" fact={tempoFact(clip)} />
        <Fact what="Key" fact={keyFact(clip)} />
      </div>
      {clip.instruments.length > 0 && (
        <p className={classes.instruments} title={clip.instruments.join(', ')}>
          {clip.instruments.map(formatName).join(', ')}
        </p>
      )}
    </li>
  )
})

interface PartProps {
  placed: PlacedClip
  title: string
}

/** The one stop of a card for the keyboard's arrows; Space and Enter press it. */
function PlayButton({ placed, title, playing }: PartProps & { playing: boolean }) {
  const { session, player, showClip } = useLab()
  const { clip, number } = placed
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const next = neighbourOf([...session.batches].reverse(), clip.id, event.key)
    if (!next) return
    event.preventDefault()
    showClip(next)
  }
  const Icon = playing ? Pause : Play
  return (
    <button
      type="button"
      className={classes.play}
      data-play
      data-playing={playing || undefined}
      aria-label={`${playing ? 'Pause' : 'Play'} ${title}`}
      title={`${playing ? 'Pause' : 'Play'} (${number})`}
      onClick={() => player.toggle(clip.id)}
      onKeyDown={onKeyDown}
    >
      <Icon size={15} fill="currentColor" strokeWidth={playing ? 0 : 2} aria-hidden="true" />
    </button>
  )
}

/** What a person thinks of a clip, to be changed with a press. */
function Marks({ placed: { clip }, title }: PartProps) {
  const { session } = useLab()
  const change = useChangeClip(session.id)
  const mark = (part: { pinned?: boolean; favourite?: boolean }) =>
    change.mutate(
      { clipId: clip.id, change: part },
      { onError: (error) => announceError('The mark was not kept', error) },
    )
  return (
    <span className={classes.marks}>
      <ActionIcon
        className={classes.favourite}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`Favourite ${title}`}
        aria-pressed={clip.favourite}
        title="Favourite"
        onClick={() => mark({ favourite: !clip.favourite })}
      >
        <Heart size={15} fill={clip.favourite ? 'currentColor' : 'none'} />
      </ActionIcon>
      <ActionIcon
        className={classes.pin}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`Pin ${title}`}
        aria-pressed={clip.pinned}
        title="Pin: it stays when others are cleared away"
        onClick={() => mark({ pinned: !clip.pinned })}
      >
        <Pin size={15} fill={clip.pinned ? 'currentColor' : 'none'} />
      </ActionIcon>
    </span>
  )
}

const ICONS = { good: Check, warn: TriangleAlert, quiet: CircleDashed } as const

/** Show a figure and whether it is what was meant; why, when it is asked. */
function Fact({ what, fact }: { what: string; fact: CheckedFact | null }) {
  if (!fact) return null
  const Icon = ICONS[fact.tone]
  return (
    <Tooltip
      label={`${what} ${verdictWords(fact.tone)}. ${fact.reason}`}
      multiline
      maw={320}
      events={{ hover: true, focus: true, touch: true }}
    >
      <span className={classes.fact} data-tone={fact.tone}>
        {fact.words}
        <Icon size={13} aria-hidden="true" />
        <span className="visually-hidden">
          , {verdictWords(fact.tone)}
          {fact.tone === 'warn' && `: ${fact.reason}`}
        </span>
      </span>
    </Tooltip>
  )
}
