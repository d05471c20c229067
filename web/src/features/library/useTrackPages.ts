import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Track } from '../../api/client'
import { PAGE_SIZE, type TrackFilter, trackPageQuery } from '../../api/queries'
import type { Queue } from '../../audio/player'

interface Range {
  first: number
  last: number
}

/**
 * Fetch the windows of a long list that are in view.
 *
 * The first window stays while a new question is answered, so that the table neither empties nor
 * jumps with every letter typed.
 */
export function useTrackPages(filter: TrackFilter) {
  const client = useQueryClient()
  const [range, setRange] = useState<Range>({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const start = useQuery({ ...trackPageQuery(filter, 0), placeholderData: keepPreviousData })
  const busy = start.isPlaceholderData
  const numbers = busy ? [] : windowsOf(range)
  const windows = useQueries({ queries: numbers.map((page) => trackPageQuery(filter, page)) })

  const pages = new Map<number, Track[] | undefined>([[0, start.data?.items]])
  numbers.forEach((page, place) => {
    pages.set(page, windows[place]?.data?.items)
  })
  const trackAt = (index: number) => pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE]

  /** Return the place of a track among those in view, or null. */
  const indexOf = (trackId: string): number | null => {
    for (const [page, items] of pages) {
      const place = items?.findIndex((track) => track.id === trackId) ?? -1
      if (place >= 0) return page * PAGE_SIZE + place
    }
    return null
  }

  const total = start.data?.total ?? 0
  const queue = useMemo<Queue>(
    () => ({
      label: filter.q ? `the search “${filter.q}”` : 'the library',
      length: total,
      trackAt: async (index) => {
        const page = await client.fetchQuery(trackPageQuery(filter, Math.floor(index / PAGE_SIZE)))
        return page.items[index % PAGE_SIZE]
      },
    }),
    [client, filter, total],
  )

  return { start, total, busy, trackAt, indexOf, onRange, queue }
}

/** Return the windows beyond the first that hold the rows in view. */
export function windowsOf({ first, last }: Range): number[] {
  const from = Math.max(1, Math.floor(first / PAGE_SIZE))
  const to = Math.floor(last / PAGE_SIZE)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
