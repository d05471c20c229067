import { Button, Group } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Ear, FolderSearch, SearchX } from 'lucide-react'
import { liveJobsQuery, trackPageQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf } from '../../ui/format'
import { FILTER_NOUNS } from './filterWords'
import { type FilterName, filterOf, type LibrarySearch, setFilters, without } from './librarySearch'

interface NoTracksProps {
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** Say why no track is listed, and what would bring some. */
export function NoTracks({ search, onChange }: NoTracksProps) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  if (search.q || setFilters(search).length > 0) {
    return <NoMatch search={search} onChange={onChange} />
  }
  if (jobs.some((job) => job.kind === 'scan')) {
    return (
      <EmptyState icon={Ear} title="Looking for music">
        Tracks appear here as soon as they are found. You can already search, play and leave this
        page: the scan goes on.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={FolderSearch} title="No music found">
      There are no audio files in your folders. Put some there and scan again, or add another
      folder.
    </EmptyState>
  )
}

interface Loosening {
  words: string
  part: LibrarySearch
}

function NoMatch({ search, onChange }: NoTracksProps) {
  const set = setFilters(search)
  const ways = set.length + (search.q ? 1 : 0) > 1 ? looseningsOf(search, set) : []
  const counted = useQueries({
    queries: ways.map(({ part }) => trackPageQuery(filterOf({ ...search, ...part }), 0)),
  })
  const found = ways.flatMap((way, place) => {
    const total = counted[place]?.data?.total ?? 0
    return total > 0 ? [{ ...way, total }] : []
  })
  const isSettled = counted.every((one) => !one.isPending)
  return (
    <EmptyState
      icon={SearchX}
      title="Nothing matches"
      action={
        <Group gap="xs" justify="center">
          {found.map(({ words, part, total }) => (
            <Button key={words} variant="default" onClick={() => onChange(part)}>
              Without {words}: {formatNumberOf(total, 'track')}
            </Button>
          ))}
          <Button
            variant={found.length > 0 ? 'subtle' : 'default'}
            onClick={() => onChange({ q: undefined, ...without(set) })}
          >
            Show all tracks
          </Button>
        </Group>
      }
    >
      {reason(search, set, isSettled && found.length === 0)}
    </EmptyState>
  )
}

function looseningsOf(search: LibrarySearch, set: readonly FilterName[]): Loosening[] {
  const ways = set.map((name) => ({ words: FILTER_NOUNS[name], part: without([name]) }))
  return search.q ? [{ words: `“${search.q}”`, part: { q: undefined } }, ...ways] : ways
}

function reason(search: LibrarySearch, set: readonly FilterName[], isHopeless: boolean): string {
  if (set.length === 0) {
    return `No track has “${search.q}” in its title, artist, album, genre or file name.`
  }
  if (!search.q && set.length === 1) return 'No track is in this part of the library.'
  return isHopeless
    ? 'No track fits all of this, nor all of it but one.'
    : 'No track fits all of this. Take one thing away:'
}
