import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { formatName, formatNumberOf } from '../../ui/format'
import type { PlacedClip } from './clipOrder'
import classes from './DistributionMap.module.css'
import type { Distribution } from './labApi'
import { useLab } from './labContext'
import { clipTitle, explainedWords, keyFact, tempoFact } from './labWords'
import { MapLegend } from './MapLegend'
import { Centres, type Dot, DotMark, dotId, Grid, Names } from './MapMarks'
import { type Extent, extendExtent, extentOf, makeProjection, nextPlace } from './mapScale'

const USUAL_WIDTH = 360
const HEIGHT_SHARE = 0.78
const LARGEST_HEIGHT = 360

interface DistributionMapProps {
  distribution: Distribution
  placed: readonly PlacedClip[]
}

/** Show where clips lie: near each other what sounds alike, in the colours of their groups. */
export function DistributionMap({ distribution, placed }: DistributionMapProps) {
  const { player, showClip } = useLab()
  const { ref, width: measured } = useElementSize()
  const [active, setActive] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const width = measured || USUAL_WIDTH
  const height = Math.min(LARGEST_HEIGHT, Math.round(width * HEIGHT_SHARE))
  const project = useProjection(distribution, width, height)
  const dots = useMemo(() => dotsOf(distribution, placed, project), [distribution, placed, project])
  const pointed = dots.find(({ found }) => found.clip.id === active)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const from = pointed ?? dots[0]
    if (!from) return
    if (event.key === 'Enter') showClip(from.found.clip.id)
    else if (event.key === ' ') player.toggle(from.found.clip.id)
    else if (event.key.startsWith('Arrow')) {
      // Down on the page is up in the plane.
      const flipped = dots.map((dot) => ({ ...dot, y: -dot.y }))
      const next = nextPlace(flipped, { x: from.x, y: -from.y }, event.key)
      if (next) setActive(next.found.clip.id)
    } else if (event.key === 'PageDown' || event.key === 'PageUp') {
      // Clips that lie on each other have no direction between them.
      const next = dots[dots.indexOf(from) + (event.key === 'PageDown' ? 1 : -1)]
      if (next) setActive(next.found.clip.id)
    } else return
    event.preventDefault()
  }
  return (
    <div ref={ref} className={classes.map}>
      <div
        role="listbox"
        aria-label={`Map of ${formatNumberOf(dots.length, 'clip')}: arrows go from clip to clip, Space plays, Enter goes to its card`}
        aria-activedescendant={pointed && dotId(pointed.found.clip.id)}
        tabIndex={0}
        className={classes.plane}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setFocused(true)
          setActive((old) => old ?? dots[0]?.found.clip.id ?? null)
        }}
        onBlur={() => {
          setFocused(false)
          setActive(null)
        }}
      >
        <svg width={width} height={height} role="presentation">
          <Grid width={width} height={height} />
          <Centres distribution={distribution} project={project} />
          {dots.map((dot) => (
            <DotMark
              key={dot.found.clip.id}
              dot={dot}
              active={dot === pointed}
              onPoint={(on) => {
                if (!on && focused) return
                setActive(on ? dot.found.clip.id : null)
              }}
            />
          ))}
          <Names
            distribution={distribution}
            project={project}
            dots={dots}
            size={{ width, height }}
          />
        </svg>
      </div>
      {pointed && <Tip dot={pointed} width={width} />}
      <MapLegend distribution={distribution} />
      <p className={classes.note}>{explainedWords(distribution.explained)}</p>
    </div>
  )
}

/** The first batch gives the scale; what comes later only ever widens it. */
function useProjection(distribution: Distribution, width: number, height: number) {
  const { session } = useLab()
  const firstId = session.batches[0]?.id
  const [kept, setKept] = useState<Extent | null>(null)
  const extent = useMemo(() => {
    const { points, clusters } = distribution
    const ofFirst = [...points, ...clusters].filter(({ batch_id }) => batch_id === firstId)
    const first = extentOf(ofFirst.length > 0 ? ofFirst : points)
    return extendExtent(kept ?? first, [...points, ...clusters])
  }, [distribution, firstId, kept])
  useEffect(() => setKept(extent), [extent])
  return useMemo(() => makeProjection(extent, { width, height }), [extent, width, height])
}

function dotsOf(
  { points }: Distribution,
  placed: readonly PlacedClip[],
  project: ReturnType<typeof makeProjection>,
): Dot[] {
  return points.flatMap((point) => {
    const found = placed.find(({ clip }) => clip.id === point.clip_id)
    return found ? [{ found, ...project(point) }] : []
  })
}

const TIP_WIDTH = 200

function Tip({ dot: { found, x, y }, width }: { dot: Dot; width: number }) {
  const { clip, number, label } = found
  const facts = [
    clip.name && clip.genre ? formatName(clip.genre) : null,
    tempoFact(clip)?.words,
    keyFact(clip)?.words,
  ]
  const left = Math.max(0, Math.min(x - TIP_WIDTH / 2, width - TIP_WIDTH))
  return (
    <div className={classes.tip} style={{ left, top: y + 18, width: TIP_WIDTH }} aria-hidden="true">
      <b>{clipTitle(clip, number)}</b>
      <span>{label}</span>
      <span>{facts.filter(Boolean).join(' · ')}</span>
    </div>
  )
}
