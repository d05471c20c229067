import { Button, Skeleton, Stack } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from './ErrorState'
import { formatCount } from './format'
import classes from './PagedList.module.css'

interface PagedListProps<Item> {
  query: UseInfiniteQueryResult<InfiniteData<{ items: Item[]; total: number }>>
  title: string
  /** What the things are called, in the plural. */
  name: string
  rowHeight: number
  empty: ReactNode
  renderRow: (item: Item) => ReactNode
}

/** List things page by page, the latest first; each row is a `li` of the class `row`. */
export function PagedList<Item>({
  query,
  title,
  name,
  rowHeight,
  empty,
  renderRow,
}: PagedListProps<Item>) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const items = data?.pages.flatMap((page) => page.items)
  const total = data?.pages[0]?.total ?? 0
  return (
    <section className={classes.part} aria-label={name}>
      <h2 className={classes.title}>
        {title}
        {total > 0 && <span className={classes.facts}> {formatCount(total)}</span>}
      </h2>
      {items ? (
        <>
          {items.length === 0 && empty}
          <ul className={classes.list}>{items.map(renderRow)}</ul>
          {hasNextPage && (
            <Button
              variant="default"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show older ones
            </Button>
          )}
        </>
      ) : error ? (
        <ErrorState
          title={`The ${name.toLowerCase()} cannot be listed`}
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label={`Loading ${name.toLowerCase()}`}>
          <Skeleton height={rowHeight} />
          <Skeleton height={rowHeight} />
        </Stack>
      )}
    </section>
  )
}
