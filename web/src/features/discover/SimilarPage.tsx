import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { AudioWaveform } from 'lucide-react'
import { facetsQuery, similarSearchQuery } from '../../api/discover'
import { INGREDIENT_KINDS, type Ingredient } from '../../api/ingredients'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf } from '../../ui/format'
import { IngredientField, useIngredientName } from '../../ui/IngredientField'
import { MiniMap } from '../../ui/MiniMap'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { readSimilar, type SimilarSearch } from './discoverSearch'
import { Findings } from './Findings'
import { SharedSettings } from './SharedSettings'
import { ingredientsOf, sharedBody, textsOf, toIngredients, widenOf } from './searchBody'
import { useAddress } from './useAddress'
import { useLit } from './useLit'
import { useMapTracks } from './useMapTracks'

const route = getRouteApi('/discover/similar')
const COUNT = 25

/** Find what sounds like tracks, artists, moods, playlists or words. */
export function SimilarPage() {
  const navigate = route.useNavigate()
  const { search, settled, change } = useAddress<SimilarSearch>(
    route.useSearch(),
    readSimilar,
    (next) => void navigate({ search: next, replace: true }),
  )
  const seeds = ingredientsOf(search.seed)
  const { litId, setLit, pick } = useLit()
  const asked = useQuery({
    ...similarSearchQuery({
      seeds: toIngredients(settled.seed),
      count: settled.n ?? COUNT,
      without_copies: true,
      smooth: settled.smooth ?? false,
      ...sharedBody(settled),
    }),
    enabled: settled.seed !== undefined,
  })
  const { tracks, marked } = useMapTracks(asked.data?.items, ingredientsOf(settled.seed))
  const name = useSeedName(seeds)
  const { data: facets } = useQuery(facetsQuery)
  const kinds = INGREDIENT_KINDS.filter((kind) => kind !== 'text' || facets?.text_space)
  return (
    <DiscoverFrame
      title="Similar tracks"
      lead="What sounds most like one track, or like several things together."
    >
      <Workbench
        form={
          <>
            <IngredientField
              label="Sounds like"
              kinds={kinds}
              value={seeds}
              onChange={(value) => change({ seed: textsOf(value) })}
            />
            <SharedSettings search={search} count={COUNT} onChange={change} />
            <Switch
              label="Smooth order"
              description="Each sounds like the one before"
              checked={search.smooth ?? false}
              onChange={(event) => change({ smooth: event.currentTarget.checked || undefined })}
            />
          </>
        }
        side={
          seeds.length > 0 && (
            <MiniMap
              label={formatNumberOf(tracks.length, 'similar track')}
              tracks={tracks}
              marked={marked}
              litId={litId}
              onLit={setLit}
              onPick={pick}
            />
          )
        }
      >
        {seeds.length === 0 ? (
          <EmptyState icon={AudioWaveform} title="Begin with something you like">
            Name a track, an artist, a mood or a playlist. With several, tracks that sound like any
            of them are found.
          </EmptyState>
        ) : (
          <Findings
            asked={asked}
            source={`tracks like ${name}`}
            suggestion={`Like ${name}`}
            litId={litId}
            onLit={setLit}
            onWiden={widenOf(search, change)}
          />
        )}
      </Workbench>
    </DiscoverFrame>
  )
}

const NO_SEED: Ingredient = { kind: 'text', ref: '' }

/** Name what a search begins with, for the player and for the playlist it may become. */
function useSeedName(seeds: readonly Ingredient[]): string {
  const { name } = useIngredientName(seeds[0] ?? NO_SEED)
  return seeds.length > 1 ? `${name} and others` : name
}
