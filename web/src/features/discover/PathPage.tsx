import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ArrowUpDown, Dices, Route } from 'lucide-react'
import { pathSearchQuery, toIngredientIn } from '../../api/discover'
import { type IngredientKind, readIngredient } from '../../api/ingredients'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf, formatShare } from '../../ui/format'
import { IngredientField, useIngredientName } from '../../ui/IngredientField'
import { LabeledSlider } from '../../ui/LabeledSlider'
import { MiniMap } from '../../ui/MiniMap'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { type PathSearch, readPath } from './discoverSearch'
import { Findings } from './Findings'
import { SharedSettings } from './SharedSettings'
import { StepChart } from './StepChart'
import { drawSeed, ingredientsOf, sharedBody, textsOf, widenOf } from './searchBody'
import { useAddress } from './useAddress'
import { useLit } from './useLit'
import { useMapTracks } from './useMapTracks'

const route = getRouteApi('/discover/path')
const STEPS = 25
const MOST_STEPS = 100
/** How freely another way is chosen, where it was not to be chosen freely so far. */
const SOME_FREEDOM = 0.4
const KINDS: readonly IngredientKind[] = ['track', 'artist', 'mood', 'anchor']
const NOTHING = { kind: 'text', ref: '' } as const

/** Lead from one sound to another in even steps. */
export function PathPage() {
  const navigate = route.useNavigate()
  const { search, settled, change } = useAddress<PathSearch>(
    route.useSearch(),
    readPath,
    (next) => void navigate({ search: next, replace: true }),
  )
  const { litId, setLit, pick } = useLit()
  const [start] = ingredientsOf(settled.from)
  const [end] = ingredientsOf(settled.to)
  const asked = useQuery({
    ...pathSearchQuery({
      start: toIngredientIn(start ?? NOTHING),
      end: toIngredientIn(end ?? NOTHING),
      steps: settled.n ?? STEPS,
      interpolation: 'spherical',
      variance: settled.free ?? 0,
      seed: settled.way ?? 0,
      mood_share: 1,
      ...sharedBody(settled),
    }),
    enabled: start !== undefined && end !== undefined,
  })
  const path = asked.data
  const { tracks } = useMapTracks(path?.items)
  const ends = [tracks[0]?.id, tracks.at(-1)?.id].filter((id) => id !== undefined)
  const from = useIngredientName(start ?? NOTHING).name
  const to = useIngredientName(end ?? NOTHING).name
  const free = search.free ?? 0
  return (
    <DiscoverFrame
      title="Song path"
      lead="From one sound to another: each track is a small step from the one before, and no step is much larger than the others."
    >
      <Workbench
        form={
          <>
            <IngredientField
              label="From"
              kinds={KINDS}
              single
              value={ingredientsOf(search.from)}
              onChange={(value) => change({ from: textsOf(value)?.[0] })}
            />
            <ActionIcon
              variant="default"
              size={32}
              aria-label="Swap start and end"
              title="Swap start and end"
              disabled={!search.from && !search.to}
              onClick={() => change({ from: search.to, to: search.from })}
            >
              <ArrowUpDown size={16} />
            </ActionIcon>
            <IngredientField
              label="To"
              kinds={KINDS}
              single
              value={ingredientsOf(search.to)}
              onChange={(value) => change({ to: textsOf(value)?.[0] })}
            />
            <SharedSettings
              search={search}
              count={STEPS}
              mostCount={MOST_STEPS}
              countLabel="Steps"
              onChange={change}
            />
            <LabeledSlider
              label="Freedom"
              words={free === 0 ? 'always the same way' : formatShare(free)}
              min={0}
              max={1}
              step={0.05}
              value={free}
              ends={['straight', 'by detours']}
              onChange={(value) => change({ free: value === 0 ? undefined : value })}
            />
          </>
        }
        side={
          start &&
          end && (
            <MiniMap
              label={`a path of ${formatNumberOf(tracks.length, 'track')}`}
              tracks={tracks}
              marked={ends}
              joined
              litId={litId}
              onLit={setLit}
              onPick={pick}
            />
          )
        }
      >
        {start && end ? (
          <Findings
            asked={asked}
            source={`a path from ${from} to ${to}`}
            suggestion={`From ${from} to ${to}`}
            litId={litId}
            onLit={setLit}
            onWiden={widenOf(search, change)}
            actions={
              <Button
                size="xs"
                leftSection={<Dices size={15} />}
                onClick={() => change({ way: drawSeed(), free: free || SOME_FREEDOM })}
              >
                Another way
              </Button>
            }
          >
            {path && path.items.length > 1 && (
              <StepChart path={path} litId={litId} onLit={setLit} />
            )}
          </Findings>
        ) : (
          <EmptyState
            icon={Route}
            title={isBegun(search) ? 'And the other end?' : 'Where from, where to?'}
          >
            Name a track, an artist or a mood for each end. Tracks you name are always the first and
            the last one of the path.
          </EmptyState>
        )}
      </Workbench>
    </DiscoverFrame>
  )
}

function isBegun({ from, to }: PathSearch): boolean {
  return [from, to].some((text) => text !== undefined && readIngredient(text) !== undefined)
}
