import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { MAP_COLUMNS, type MapColumn } from '../../api/mapColumns'
import { playlistsQuery } from '../../api/queries'
import { COLUMN_NAMES } from '../../ui/mapLook'
import { TrackPicker } from '../../ui/TrackPicker'
import classes from './MapPage.module.css'
import type { MapSearch } from './mapSearch'
import { usePlaylistPath } from './usePlaylistPath'

interface MapControlsProps {
  version: string
  search: MapSearch
  onChange: (part: MapSearch) => void
}

/** Choose the colours, what lies over the points, and where to fly. */
export function MapControls({ version, search, onChange }: MapControlsProps) {
  const { data: playlists = [] } = useQuery(playlistsQuery)
  const path = usePlaylistPath(version, search)
  const overlay = search.overlay === 'playlist' ? `p:${search.playlist}` : (search.overlay ?? '')
  const setOverlay = (value: string) => {
    if (value.startsWith('p:')) onChange({ overlay: 'playlist', playlist: value.slice(2) })
    else onChange({ overlay: value === 'names' ? 'names' : undefined, playlist: undefined })
  }
  return (
    <div className={classes.controls}>
      <NativeSelect
        label="Colour by"
        value={search.by ?? 'genre'}
        data={MAP_COLUMNS.map((value) => ({ value, label: COLUMN_NAMES[value] }))}
        onChange={(event) => onChange({ by: event.currentTarget.value as MapColumn })}
      />
      <NativeSelect
        label="Show"
        value={overlay}
        onChange={(event) => setOverlay(event.currentTarget.value)}
      >
        <option value="">Points only</option>
        <option value="names">Names of the largest groups</option>
        {playlists.length > 0 && (
          <optgroup label="The way of a playlist">
            {playlists.map(({ id, name }) => (
              <option key={id} value={`p:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </NativeSelect>
      <div className={classes.seek}>
        <TrackPicker
          label="Fly to a track"
          placeholder="Title, artist, album…"
          onChoose={(track) => onChange({ track: track.id })}
        />
      </div>
      {path && path.missing > 0 && (
        <p className={classes.words} role="status">
          {path.missing} of its tracks are not on the map.
        </p>
      )}
    </div>
  )
}
