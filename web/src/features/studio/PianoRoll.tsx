import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { StemEngine } from '../../audio/stemEngine'
import { formatName } from '../../ui/format'
import { sectionHue } from '../../ui/sections'
import { fitCanvas } from './canvas'
import classes from './PianoRoll.module.css'
import { Playhead } from './Playhead'
import view from './ProductionView.module.css'
import { type Bar, barsOf, rollInWords } from './pianoRoll'
import type { PartNotes, ProductionDetail } from './studioApi'
import { notesQuery } from './studioQueries'

const ALL = ''
const SHORTEST_PX = 1.5

interface PianoRollProps {
  production: ProductionDetail
  engine: StemEngine
}

/** Show the notes as a piano roll, of all stems or of one. */
export function PianoRoll({ production, engine }: PianoRollProps) {
  const { data } = useQuery(notesQuery(production.id))
  const [role, setRole] = useState<string>(ALL)
  const played = useMemo(() => data?.roles.filter(({ notes }) => notes.length > 0) ?? [], [data])
  const shown = useMemo(
    () => played.filter((part) => role === ALL || part.role === role),
    [played, role],
  )
  if (!data || played.length === 0) return null
  // Stems last a little longer than their notes: the end of the sound is the end of the picture.
  const durationS = production.duration_s ?? 0
  const beats = Math.max(data.length_beats, (durationS * data.bpm) / 60)
  return (
    <section className={view.card} aria-labelledby="notes-title">
      <div className={classes.head}>
        <h2 id="notes-title" className={view.title}>
          Notes
        </h2>
        <NativeSelect
          size="xs"
          aria-label="Notes of"
          value={role}
          data={[
            { value: ALL, label: 'All stems' },
            ...played.map((part) => ({ value: part.role, label: formatName(part.role) })),
          ]}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
      </div>
      <div className={classes.roll}>
        <Roll
          parts={shown}
          beats={beats}
          hues={shown.map((part) => hueOf(played.findIndex(({ role: one }) => one === part.role)))}
        />
        <div className={classes.playhead} aria-hidden="true">
          <Playhead engine={engine} durationS={durationS} />
        </div>
      </div>
      {role === ALL && (
        <ul className={classes.legend}>
          {played.map((part, place) => (
            <li key={part.role} style={{ '--hue': hueOf(place) } as React.CSSProperties}>
              {formatName(part.role)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

interface RollProps {
  parts: readonly PartNotes[]
  beats: number
  hues: readonly number[]
}

function Roll({ parts, beats, hues }: RollProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const bars = useMemo(() => barsOf(parts, beats), [parts, beats])
  useEffect(() => {
    const target = canvas.current
    if (!target) return
    const draw = () => drawBars(target, bars, hues)
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(target)
    return () => observer.disconnect()
  }, [bars, hues])
  return (
    <canvas ref={canvas} className={classes.canvas} role="img" aria-label={rollInWords(parts)} />
  )
}

function drawBars(canvas: HTMLCanvasElement, bars: readonly Bar[], hues: readonly number[]): void {
  const context = fitCanvas(canvas)
  if (!context) return
  const { clientWidth: width, clientHeight: height } = canvas
  for (const bar of bars) {
    context.fillStyle = `hsl(${hues[bar.part] ?? 0} 62% 56% / ${0.35 + 0.65 * bar.velocity})`
    const tall = Math.max(2, bar.height * height - 0.5)
    const wide = Math.max(SHORTEST_PX, bar.width * width - 0.5)
    context.fillRect(bar.x * width, bar.y * height, wide, tall)
  }
}

function hueOf(place: number): number {
  return sectionHue(String.fromCharCode(65 + place))
}
