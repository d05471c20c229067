import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Search, SearchX, Users } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../../api/client'
import { artistsQuery, isNotReady, similarArtistsQuery } from '../../api/discover'
import { EmptyState } from '../../ui/EmptyState'
import { formatCount, formatNumberOf } from '../../ui/format'
import { ArtistCard } from './ArtistCard'
import classes from './Discover.module.css'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { readArtists } from './discoverSearch'
import { Trouble, Waiting } from './Findings'

const route = getRouteApi('/discover/artists')
const COUNT = 15
const PAUSE_MS = 180
const LISTED = 60

/** Find artists that sound like one. */
export function ArtistsPage() {
  const search = readArtists(route.useSearch())
  return (
    <DiscoverFrame
      title="Similar artists"
      lead="An artist may have several sounds. Two artists are alike where their sounds are, and Menura says which songs show it."
    >
      <Workbench form={<ArtistList chosen={search.artist} />}>
        {search.artist ? (
          <LikeArtist artist={search.artist} count={search.n ?? COUNT} space={search.space} />
        ) : (
          <EmptyState icon={Users} title="Choose an artist">
            The list holds every artist Menura has heard, those with most tracks first.
          </EmptyState>
        )}
      </Workbench>
    </DiscoverFrame>
  )
}

function ArtistList({ chosen }: { chosen: string | undefined }) {
  const [words, setWords] = useState('')
  const [asked] = useDebouncedValue(words.trim(), PAUSE_MS)
  const { data, error, refetch } = useQuery(artistsQuery(asked, LISTED))
  const more = data ? data.total - data.items.length : 0
  return (
    <>
      <TextInput
        label="Artist"
        type="search"
        placeholder="Find an artist"
        leftSection={<Search size={16} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {error && (
        <p className={classes.words} role="alert">
          {messageOf(error)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
            Try again
          </Button>
        </p>
      )}
      <ul className={classes.artistList} aria-label="Artists">
        {data?.items.map(({ name, track_count }) => (
          <li key={name}>
            <Link
              to="/discover/artists"
              search={(before) => ({ ...before, artist: name })}
              className={classes.artistLink}
              data-chosen={name === chosen || undefined}
              aria-current={name === chosen || undefined}
            >
              {name}
              <span className={classes.dim}>{formatNumberOf(track_count, 'track')}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className={classes.words} role="status">
        {data?.total === 0 && 'No artist is called so.'}
        {more > 0 && `${formatCount(more)} more: write a part of the name.`}
      </p>
    </>
  )
}

interface LikeArtistProps {
  artist: string
  count: number
  space: ReturnType<typeof readArtists>['space']
}

function LikeArtist({ artist, count, space = 'dsp' }: LikeArtistProps) {
  const { data, error, isFetching, refetch, isPlaceholderData } = useQuery(
    similarArtistsQuery({ artist, n: count, space }),
  )
  if (isNotReady(error)) {
    return (
      <EmptyState icon={Users} title="Artists are being compared">
        {messageOf(error)} This page asks again by itself.
      </EmptyState>
    )
  }
  if (error && !isFetching) return <Trouble error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.title}>Like {artist}</h2>
        <SeedLinks artist={artist} />
      </div>
      {data.items.length === 0 ? (
        <EmptyState icon={SearchX} title="No other artist to compare with">
          Scan more music, and come back.
        </EmptyState>
      ) : (
        <ol className={classes.cards} data-stale={isPlaceholderData || undefined}>
          {data.items.map((one) => (
            <ArtistCard key={one.name} artist={artist} other={one} />
          ))}
        </ol>
      )}
    </>
  )
}

function SeedLinks({ artist }: { artist: string }) {
  const seed = [`artist:${artist}`]
  return (
    <>
      <Link to="/discover/similar" search={{ seed }} className={classes.seedLink}>
        Similar tracks
      </Link>
      <Link to="/discover/alchemy" search={{ add: seed }} className={classes.seedLink}>
        Into a mixture
      </Link>
    </>
  )
}
