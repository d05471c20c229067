import { ActionIcon } from '@mantine/core'
import { Headphones, LoaderCircle, Play, Square, X } from 'lucide-react'
import { useMemo } from 'react'
import type { Track } from '../../api/client'
import { audition } from '../../audio/audition'
import { useAuditioned } from '../../audio/useAudition'
import { formatKey, formatTempo } from '../../ui/format'
import { instrumentWords } from './fitWords'
import classes from './SamplesPage.module.css'
import type { Context } from './samplesApi'
import type { Marks } from './useMarks'
import { useMyLoop } from './useMyLoop'
import { toSound } from './usePreview'

interface AcceptedStripProps {
  session: string
  context: Context
  marks: Marks
}

/** Show what stands in the session: to be heard, to hear others against, to be taken out. */
export function AcceptedStrip({ session, context, marks }: AcceptedStripProps) {
  const { all } = marks
  const accepted = useMemo(
    () => all.filter(({ kind }) => kind === 'accept').map(({ track }) => track),
    [all],
  )
  const { mine, choose } = useMyLoop(session, context)
  if (accepted.length === 0) return null
  return (
    <section className={classes.strip} aria-label="In the session">
      <h2 className={classes.stripTitle}>In the session</h2>
      <ul className={classes.accepted}>
        {accepted.map((track) => (
          <Accepted
            key={track.id}
            track={track}
            session={session}
            bpm={context.bpm}
            isMine={mine?.id === track.id}
            onChoose={() => choose(track.id)}
            onRemove={() => marks.takeBack(track, 'accept')}
          />
        ))}
      </ul>
    </section>
  )
}

interface AcceptedProps {
  track: Track
  session: string
  bpm: number | null
  /** Whether others are heard against it. */
  isMine: boolean
  onChoose: () => void
  onRemove: () => void
}

function Accepted(props: AcceptedProps) {
  const { track, session, bpm, isMine, onChoose, onRemove } = props
  const state = useAuditioned((view) => (view.soundId === track.id ? view.state : 'silent'))
  const sounds = state === 'playing' || state === 'loading'
  const Icon = state === 'loading' ? LoaderCircle : sounds ? Square : Play
  const { features } = track
  const facts = [
    instrumentWords(track),
    features?.tempo_bpm != null && `${formatTempo(features.tempo_bpm)} BPM`,
    features?.key && formatKey(features.key, features.mode),
  ]
  return (
    <li className={classes.one} data-base={isMine || undefined}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={`${sounds ? 'Stop' : 'Play'} ${track.title}`}
        onClick={() => audition.toggle(toSound({ track }, session, bpm))}
      >
        <Icon size={14} />
      </ActionIcon>
      <span className={classes.oneWords} title={track.title}>
        <span className={classes.oneTitle}>{track.title}</span>
        <span className={classes.oneFacts}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {track.kind !== 'one_shot' && (
        <ActionIcon
          variant="subtle"
          color={isMine ? undefined : 'gray'}
          size={28}
          aria-label={`Hear others against ${track.title}`}
          aria-pressed={isMine}
          title="Hear others against it"
          onClick={onChoose}
        >
          <Headphones size={15} />
        </ActionIcon>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={`Take ${track.title} out of the session`}
        title="Take it out"
        onClick={onRemove}
      >
        <X size={15} />
      </ActionIcon>
    </li>
  )
}
