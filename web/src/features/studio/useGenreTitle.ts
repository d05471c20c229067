import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { formatName } from '../../ui/format'
import { genresQuery } from './studioQueries'

/** Return what to call a genre by its id; the id in words until the genres have come. */
export function useGenreTitle(): (id: string) => string {
  const { data: genres } = useQuery(genresQuery)
  return useCallback(
    (id) => genres?.find((genre) => genre.id === id)?.title ?? formatName(id),
    [genres],
  )
}
