import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import type { Track } from '../api/client'
import { trackSearchQuery } from '../api/queries'
import { OptionPicker, usePickerField } from './OptionPicker'

const PAUSE_MS = 180

interface TrackPickerProps {
  label: string
  placeholder: string
  onChoose: (track: Track) => void
}

/** Find a track of the library by a few words of its name. */
export function TrackPicker({ onChoose, ...names }: TrackPickerProps) {
  const field = usePickerField()
  const text = field.words.trim()
  const [asked] = useDebouncedValue(text, PAUSE_MS)
  const { data, error, isFetching } = useQuery({
    ...trackSearchQuery(asked),
    enabled: asked !== '',
  })
  const tracks = text === '' || asked === '' ? [] : (data ?? [])
  return (
    <OptionPicker
      {...names}
      icon={Search}
      field={field}
      options={tracks.map((track) => ({
        key: track.id,
        name: track.title,
        hint: track.artist || 'Unknown artist',
        track,
      }))}
      waiting={isFetching || asked !== text}
      error={error}
      nothing="No track of the library is called so."
      onChoose={({ track }) => onChoose(track)}
    />
  )
}
