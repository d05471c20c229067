import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { Lasso, Maximize, Minus, Plus, TextSelect } from 'lucide-react'
import type { TrackMapHandle } from '../../ui/TrackMap'
import classes from './MapPage.module.css'

interface MapToolsProps {
  handle: TrackMapHandle | null
  drawing: boolean
  onDrawing: (on: boolean) => void
  onSelect: () => void
}

const ZOOM = 1.6

/** Buttons for all that gestures do on the map. */
export function MapTools({ handle, drawing, onDrawing, onSelect }: MapToolsProps) {
  return (
    <div className={classes.tools} role="toolbar" aria-label="Map tools">
      <Tooltip label="Draw around tracks (or drag with Shift)">
        <ActionIcon
          variant={drawing ? 'filled' : 'default'}
          size={34}
          aria-label="Draw around tracks"
          aria-pressed={drawing}
          onClick={() => onDrawing(!drawing)}
        >
          <Lasso size={17} />
        </ActionIcon>
      </Tooltip>
      <Button
        size="xs"
        h={34}
        variant="default"
        leftSection={<TextSelect size={15} />}
        disabled={!handle}
        onClick={onSelect}
      >
        Select in view
      </Button>
      <ActionIcon.Group>
        <ActionIcon
          variant="default"
          size={34}
          aria-label="Zoom in"
          onClick={() => handle?.zoom(ZOOM)}
        >
          <Plus size={17} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={34}
          aria-label="Zoom out"
          onClick={() => handle?.zoom(1 / ZOOM)}
        >
          <Minus size={17} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={34}
          aria-label="Show all tracks"
          onClick={() => handle?.fit()}
        >
          <Maximize size={16} />
        </ActionIcon>
      </ActionIcon.Group>
    </div>
  )
}
