import { ActionIcon } from '@mantine/core'
import { Heart } from 'lucide-react'
import type { Track } from '../api/client'
import { useSetFavourite } from '../api/favourites'
import { announceError } from './announce'

/** Mark a track as a favourite. */
export function FavouriteButton({ track, size = 30 }: { track: Track; size?: number }) {
  const set = useSetFavourite(track)
  return (
    <ActionIcon
      variant="subtle"
      color={track.favourite ? 'iris' : 'gray'}
      size={size}
      aria-label={`Favourite ${track.title}`}
      aria-pressed={track.favourite}
      title={track.favourite ? 'A favourite' : 'Make it a favourite'}
      onClick={() =>
        set.mutate(!track.favourite, {
          onError: (error) => announceError('The favourite was not saved', error),
        })
      }
    >
      <Heart size={16} fill={track.favourite ? 'currentColor' : 'none'} />
    </ActionIcon>
  )
}
