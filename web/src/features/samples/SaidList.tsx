import { ActionIcon, Button } from '@mantine/core'
import { Ban, Undo2 } from 'lucide-react'
import { formatAge, formatMoment, formatNumberOf } from '../../ui/format'
import classes from './SamplesPage.module.css'
import type { Context, ContextUpdate, Mark } from './samplesApi'
import type { Marks } from './useMarks'

interface SaidListProps {
  context: Context
  marks: Marks
  onChange: (update: ContextUpdate) => void
}

const SAID = { dismiss: 'dismissed', more: 'more like it', less: 'less like it' } as const

/** List what was said against and for samples, so that it can be taken back. */
export function SaidList({ context, marks, onChange }: SaidListProps) {
  const said = marks.all.filter(({ kind }) => kind in SAID).reverse()
  const { ban_packs: packs, ban_tags: tags, ban_tracks: tracks } = context.preferences
  const banned = packs.length + tags.length + tracks.length
  if (said.length + banned === 0) return null
  const dismissed = said.filter(({ kind }) => kind === 'dismiss').length
  const heads = [
    dismissed > 0 && `${dismissed} dismissed`,
    said.length > dismissed && `${said.length - dismissed} steered by`,
    banned > 0 && `${banned} left out`,
  ]
  const without = (names: readonly string[], name: string) => names.filter((one) => one !== name)
  return (
    <details className={classes.said}>
      <summary>What you said · {heads.filter(Boolean).join(', ')}</summary>
      <ul className={classes.saidList} aria-label="What you said">
        {said.map((mark) => (
          <Said
            key={`${mark.kind}-${mark.track.id}`}
            mark={mark}
            onUndo={() => marks.takeBack(mark.track, mark.kind)}
          />
        ))}
        {packs.map((pack) => (
          <LeftOut
            key={`pack-${pack}`}
            name={pack}
            what="pack, left out"
            onUndo={() => onChange({ preferences: { ban_packs: without(packs, pack) } })}
          />
        ))}
        {tags.map((tag) => (
          <LeftOut
            key={`tag-${tag}`}
            name={tag}
            what="tag, left out"
            onUndo={() => onChange({ preferences: { ban_tags: without(tags, tag) } })}
          />
        ))}
        {tracks.length > 0 && (
          <LeftOut
            name={formatNumberOf(tracks.length, 'sample')}
            what="left out by their ids"
            onUndo={() => onChange({ preferences: { ban_tracks: [] } })}
          />
        )}
      </ul>
    </details>
  )
}

function Said({ mark, onUndo }: { mark: Mark; onUndo: () => void }) {
  const { track, kind, reason, at, expires_at } = mark
  const facts = [
    SAID[kind as keyof typeof SAID],
    reason,
    formatAge(at),
    expires_at && `back ${formatMoment(expires_at)}`,
  ]
  return (
    <li>
      <span className={classes.saidName} title={track.location}>
        {track.title}
      </span>
      <span className={classes.saidFacts}>{facts.filter(Boolean).join(' · ')}</span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`Take back: ${track.title}, ${SAID[kind as keyof typeof SAID]}`}
        title="Take it back"
        onClick={onUndo}
      >
        <Undo2 size={15} />
      </ActionIcon>
    </li>
  )
}

function LeftOut({ name, what, onUndo }: { name: string; what: string; onUndo: () => void }) {
  return (
    <li>
      <span className={classes.saidName}>
        <Ban size={13} aria-hidden="true" /> {name}
      </span>
      <span className={classes.saidFacts}>{what}</span>
      <Button size="compact-xs" variant="default" onClick={onUndo} aria-label={`Allow ${name}`}>
        Allow
      </Button>
    </li>
  )
}
