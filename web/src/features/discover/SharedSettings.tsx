import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { facetsQuery, type Space } from '../../api/discover'
import { FilterEditor } from '../../ui/FilterEditor'
import { formatNumberOf } from '../../ui/format'
import { LabeledSlider } from '../../ui/LabeledSlider'
import type { SharedSearch } from './discoverSearch'

/** Unless somebody says otherwise: not a whole list of one artist. */
export const PER_ARTIST = 3
const MOST_PER_ARTIST = 10

interface SharedSettingsProps {
  search: SharedSearch
  /** How many tracks by itself. */
  count: number
  mostCount?: number
  countLabel?: string
  onChange: (part: SharedSearch) => void
}

/** Choose what every search can be told: how many, how many of one artist, which. */
export function SharedSettings(props: SharedSettingsProps) {
  const { search, count, mostCount = 200, countLabel = 'Tracks', onChange } = props
  const wanted = search.n ?? count
  const perArtist = search.artist ?? PER_ARTIST
  return (
    <>
      <LabeledSlider
        label={countLabel}
        words={formatNumberOf(wanted, 'track')}
        min={2}
        max={mostCount}
        value={Math.min(wanted, mostCount)}
        onChange={(n) => onChange({ n: n === count ? undefined : n })}
      />
      <LabeledSlider
        label="Of one artist"
        words={perArtist === 0 ? 'any number' : `at most ${perArtist}`}
        min={1}
        max={MOST_PER_ARTIST + 1}
        value={perArtist === 0 ? MOST_PER_ARTIST + 1 : Math.min(perArtist, MOST_PER_ARTIST)}
        onChange={(value) => {
          const artist = value > MOST_PER_ARTIST ? 0 : value
          onChange({ artist: artist === PER_ARTIST ? undefined : artist })
        }}
      />
      <SpaceField value={search.space} onChange={(space) => onChange({ space })} />
      <FilterEditor value={search.filter ?? {}} onChange={(filter) => onChange({ filter })} />
    </>
  )
}

const SPACE_NAMES: Record<string, string> = {
  dsp: 'The built-in ear',
  musicnn: 'MusiCNN',
  clap: 'CLAP',
}

interface SpaceFieldProps {
  value: Space | undefined
  onChange: (space: Space | undefined) => void
}

/** Choose by which ear tracks are compared, where there is more than one. */
export function SpaceField({ value = 'dsp', onChange }: SpaceFieldProps) {
  const { data } = useQuery(facetsQuery)
  const spaces = data?.spaces.filter((space) => space.track_count > 0) ?? []
  if (spaces.length < 2 && value === 'dsp') return null
  const named = spaces.map(({ name, track_count }) => ({
    value: name,
    label: `${SPACE_NAMES[name] ?? name} (${formatNumberOf(track_count, 'track')})`,
  }))
  return (
    <NativeSelect
      label="Compare by"
      value={value}
      data={named}
      onChange={(event) => {
        const space = event.currentTarget.value as Space
        onChange(space === 'dsp' ? undefined : space)
      }}
    />
  )
}
