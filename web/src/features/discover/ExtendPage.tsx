import { ActionIcon, Button, NativeSelect, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Ban, ListMusic, ListPlus } from 'lucide-react'
import { useState } from 'react'
import type { PlaylistDetail } from '../../api/client'
import { extendQuery, type Found } from '../../api/discover'
import type { Ingredient } from '../../api/ingredients'
import { playlistQuery, playlistsQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf } from '../../ui/format'
import { IngredientField } from '../../ui/IngredientField'
import { LabeledSlider } from '../../ui/LabeledSlider'
import { MiniMap } from '../../ui/MiniMap'
import classes from './Discover.module.css'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { type ExtendSearch, readExtend } from './discoverSearch'
import { Findings } from './Findings'
import { SharedSettings } from './SharedSettings'
import { ingredientsOf, sharedBody, widenOf } from './searchBody'
import { TakeBox } from './TakeBox'
import { useAddress } from './useAddress'
import { useAppend } from './useAppend'
import { useLit } from './useLit'
import { useMapTracks } from './useMapTracks'

const route = getRouteApi('/discover/extend')
const COUNT = 25
const REACH = 0.5
const FURTHER = 0.25
const NONE: ReadonlySet<string> = new Set()

/** Find more tracks for a playlist; those that are taken are added to it. */
export function ExtendPage() {
  const navigate = route.useNavigate()
  const { search, settled, change } = useAddress<ExtendSearch>(
    route.useSearch(),
    readExtend,
    (next) => void navigate({ search: next, replace: true }),
  )
  const { data: playlists } = useQuery(playlistsQuery)
  const { litId, setLit, pick } = useLit()
  const [refused, setRefused] = useState(NONE)
  const without = asList(search.without)
  const asked = useQuery({
    ...extendQuery({
      playlist: settled.playlist ?? null,
      track_ids: [],
      excluded_ids: asList(settled.without),
      count: settled.n ?? COUNT,
      threshold: settled.reach ?? REACH,
      smart: settled.smart ?? false,
      ...sharedBody(settled),
    }),
    enabled: settled.playlist !== undefined,
  })
  const result = asked.data
  const { data: playlist } = useQuery({
    ...playlistQuery(settled.playlist ?? ''),
    enabled: settled.playlist !== undefined,
  })
  const { tracks, marked } = useMapTracks(result?.items, seedsOf(playlist))
  const taken = result?.items.filter(({ track }) => !refused.has(track.id)) ?? []
  const name = playlists?.find(({ id }) => id === search.playlist)?.name ?? 'the playlist'
  const reach = search.reach ?? REACH
  const unfilter = widenOf(search, change)
  const lookFurther = () => change({ reach: Math.min(1, reach + FURTHER) })
  const take = (id: string, on: boolean) => {
    const next = new Set(refused)
    if (on) next.delete(id)
    else next.add(id)
    setRefused(next)
  }
  const keepAway = (id: string) => change({ without: [...without, id] })
  return (
    <DiscoverFrame
      title="Extend a playlist"
      lead="More tracks that fit what is in a playlist already, and stay away from what you exclude."
    >
      <Workbench
        form={
          <>
            <NativeSelect
              label="Playlist"
              value={search.playlist ?? ''}
              onChange={(event) => {
                setRefused(NONE)
                change({ playlist: event.currentTarget.value || undefined })
              }}
            >
              <option value="">Choose one…</option>
              {playlists?.map(({ id, name, track_count }) => (
                <option key={id} value={id}>
                  {name} ({formatNumberOf(track_count, 'track')})
                </option>
              ))}
            </NativeSelect>
            <IngredientField
              label="Nothing like"
              kinds={['track']}
              value={ingredientsOf(without)}
              onChange={(value) => change({ without: value.map(({ ref }) => ref) })}
            />
            <LabeledSlider
              label="How far to look"
              words={`up to ${Math.round((1 - reach) * 100)} % alike`}
              min={0}
              max={1}
              step={0.05}
              value={Math.min(1, reach)}
              ends={['near', 'far']}
              onChange={(value) => change({ reach: value === REACH ? undefined : value })}
            />
            <Switch
              label="Keep to what it has"
              description="Its tempo, years and genres"
              checked={search.smart ?? false}
              onChange={(event) => change({ smart: event.currentTarget.checked || undefined })}
            />
            <SharedSettings search={search} count={COUNT} onChange={change} />
          </>
        }
        side={
          search.playlist && (
            <MiniMap
              label={formatNumberOf(tracks.length, 'fitting track')}
              tracks={tracks}
              marked={marked}
              litId={litId}
              onLit={setLit}
              onPick={pick}
            />
          )
        }
      >
        {search.playlist ? (
          <Findings
            asked={asked}
            source={`more for “${name}”`}
            suggestion={`More for ${name}`}
            kept={taken}
            litId={litId}
            onLit={setLit}
            onWiden={unfilter ?? (reach < 1 ? lookFurther : undefined)}
            widenName={unfilter ? undefined : 'Look further'}
            actions={
              playlist && taken.length > 0 && <AddButton playlist={playlist} taken={taken} />
            }
            toolsOf={({ track }) => (
              <>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={30}
                  aria-label={`Nothing like ${track.title}`}
                  title="Nothing like this"
                  onClick={() => keepAway(track.id)}
                >
                  <Ban size={15} />
                </ActionIcon>
                <TakeBox
                  title={track.title}
                  taken={!refused.has(track.id)}
                  onTake={(on) => take(track.id, on)}
                />
              </>
            )}
          >
            {result && result.learnt.length > 0 && (
              <p className={classes.words}>Kept to what it has: {result.learnt.join(' · ')}</p>
            )}
          </Findings>
        ) : (
          <NoPlaylist none={playlists?.length === 0} />
        )}
      </Workbench>
    </DiscoverFrame>
  )
}

const asList = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function seedsOf(playlist: PlaylistDetail | undefined): Ingredient[] {
  return playlist?.items.map(({ track }) => ({ kind: 'track', ref: track.id })) ?? []
}

function AddButton({ playlist, taken }: { playlist: PlaylistDetail; taken: readonly Found[] }) {
  const append = useAppend()
  return (
    <Button
      size="xs"
      leftSection={<ListPlus size={15} />}
      loading={append.isPending}
      onClick={() => append.mutate({ playlist, taken })}
    >
      Add {formatNumberOf(taken.length, 'track')} to it
    </Button>
  )
}

function NoPlaylist({ none }: { none: boolean }) {
  return (
    <EmptyState
      icon={ListMusic}
      title={none ? 'No playlist yet' : 'Choose a playlist'}
      action={
        none && (
          <Button component={Link} to="/discover/similar">
            Find similar tracks
          </Button>
        )
      }
    >
      {none
        ? 'Save one first: from similar tracks, from a path, or from the map.'
        : 'What fits it is listed here, with the reason, and you decide what is added.'}
    </EmptyState>
  )
}
