import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'

interface Part<Item> {
  items: Item[]
  total: number
}

/** Return a list page by page without what is about to be deleted, and as long as it is then. */
export function remainingPages<Item>(
  query: UseInfiniteQueryResult<InfiniteData<Part<Item>>>,
  isGoing: (item: Item) => boolean,
): UseInfiniteQueryResult<InfiniteData<Part<Item>>> {
  const { data } = query
  const going = data?.pages.flatMap(({ items }) => items.filter(isGoing)).length ?? 0
  if (!data || going === 0) return query
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => !isGoing(item)),
    total: page.total - going,
  }))
  return { ...query, data: { ...data, pages } } as typeof query
}
