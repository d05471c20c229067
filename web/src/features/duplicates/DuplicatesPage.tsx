import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CopyCheck } from 'lucide-react'
import { useEffect } from 'react'
import { messageOf } from '../../api/client'
import { duplicatesQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { Page } from '../../ui/Page'
import { DuplicateCard } from './DuplicateCard'
import classes from './DuplicatesPage.module.css'

/** Show recordings that are in the library more than once. */
export function DuplicatesPage() {
  const query = useInfiniteQuery(duplicatesQuery)
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query
  // The library is looked through a part at a time; one part leads to the next.
  useEffect(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage()
  }, [hasNextPage, isFetching, error, fetchNextPage])

  const groups = data?.pages.flatMap((page) => page.items) ?? []
  const looking = hasNextPage || isFetching
  if (error && groups.length === 0) {
    return (
      <Page title="Duplicates">
        <ErrorState
          title="The duplicates cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      </Page>
    )
  }
  return (
    <Page
      title="Duplicates"
      note={groups.length > 0 ? formatNumberOf(groups.length, 'recording') : undefined}
    >
      <p role="status" className={classes.note}>
        {error
          ? `Not all is looked through: ${messageOf(error)}`
          : looking
            ? 'Looking through the library…'
            : groups.length > 0
              ? 'As far as their fingerprints tell, these files hold the same recording, whatever their format or name. Files are only shown here, never deleted.'
              : ''}
      </p>
      {groups.length > 0 ? (
        <ul className={classes.groups}>
          {groups.map((group) => (
            <DuplicateCard key={group.tracks.map((track) => track.id).join()} group={group} />
          ))}
        </ul>
      ) : looking ? (
        <Skeleton height={180} aria-label="Looking for duplicates" />
      ) : (
        <EmptyState
          icon={CopyCheck}
          title="Every recording is there once"
          action={
            <Button component={Link} to="/">
              Go to the library
            </Button>
          }
        >
          No two of the tracks heard so far hold the same recording.
        </EmptyState>
      )}
    </Page>
  )
}
