import { ActionIcon } from '@mantine/core'
import { Headphones, LoaderCircle, Play, Square, X } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { Track } from '../../api/client'
import { audition } from '../../audio/audition'
import { useAuditioned } from '../../audio/useAudition'
import { formatKey, formatTempo } from '../../ui/format'
import { instrumentWords } from './fitWords'
import classes from './SamplesPage.module.css'
import type { Context } from './samplesApi'
import type { Marks } from './useMarks'
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
  useBase(accepted, session, context.bpm)
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
            onRemove={() => marks.takeBack(track, 'accept')}
          />
        ))}
      </ul>
    </section>
  )
}

/** Hear candidates against the loop that was accepted last, unless another one was chosen. */
function useBase(accepted: readonly Track[], session: string, bpm: number | null) {
  const baseId = useAuditioned((view) => view.base?.id ?? null)
  useEffect(() => {
    const loops = accepted.filter(({ kind }) => kind !== 'one_shot')
    const base = loops.find(({ id }) => id === baseId) ?? loops.at(-1)
    audition.setBase(base ? soundOf(base, session, bpm) : null)
  }, [accepted, session, bpm, baseId])
}

function soundOf(track: Track, session: string, bpm: number | null) {
  return toSound({ track }, session, bpm)
}

interface AcceptedProps {
  track: Track
  session: string
  bpm: number | null
  onRemove: () => void
}

function Accepted({ track, session, bpm, onRemove }: AcceptedProps) {
  const isBase = useAuditioned((view) => view.base?.id === track.id)
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
    <li className={classes.one} data-base={isBase || undefined}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={`${sounds ? 'Stop' : 'Play'} ${track.title}`}
        onClick={() => audition.toggle(soundOf(track, session, bpm))}
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
          color={isBase ? undefined : 'gray'}
          size={28}
          aria-label={`Hear others against ${track.title}`}
          aria-pressed={isBase}
          title="Hear others against it"
          onClick={() => audition.setBase(soundOf(track, session, bpm))}
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
