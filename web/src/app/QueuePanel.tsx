import { ActionIcon, Button, Title } from '@mantine/core'
import { ListPlus, Repeat, Repeat1, Shuffle, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { usePlayer } from '../audio/player'
import { KEPT_AFTER } from '../audio/playerMemory'
import { formatCount, formatNumberOf } from '../ui/format'
import { lazyDialog } from '../ui/lazyDialog'
import { LONGEST_PLAYLIST } from '../ui/playlistLimit'
import { TrackTile } from '../ui/TrackTile'
import classes from './Queue.module.css'
import { QueueList } from './QueueList'
import { clearQueue, playlistItemsOf } from './queueEdits'

const SavePlaylistDialog = lazyDialog(
  async () => (await import('../ui/SavePlaylistDialog')).SavePlaylistDialog,
)

interface QueuePanelProps {
  opened: boolean
  onClose: () => void
}

/** Show what plays and what comes; to put in order, to clear, to keep. */
export function QueuePanel({ opened, onClose }: QueuePanelProps) {
  return opened ? <OpenPanel onClose={onClose} /> : null
}

function OpenPanel({ onClose }: Pick<QueuePanelProps, 'onClose'>) {
  const queue = usePlayer((player) => player.queue)
  const panel = useFocusWithin()
  const onKeyDown = (event: KeyboardEvent) => {
    // A dialog opened from here is outside of it in the page, yet inside for React.
    if (event.key === 'Escape' && event.currentTarget.contains(event.target as Node)) onClose()
  }
  return (
    <section
      ref={panel}
      id="queue"
      tabIndex={-1}
      className={classes.panel}
      aria-label="Queue"
      onKeyDown={onKeyDown}
    >
      <div className={classes.head}>
        <Title order={2} size="h4">
          Queue
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the queue" onClick={onClose}>
          <X size={18} />
        </ActionIcon>
      </div>
      <Tools />
      <Now />
      {queue ? (
        <QueueList />
      ) : (
        <p className={classes.note}>
          Play a track of any list, and what comes after it stands here.
        </p>
      )}
      {queue && queue.length > KEPT_AFTER && (
        <p className={classes.note}>
          Of a queue this long, about {formatCount(KEPT_AFTER)} tracks outlive a reload of the page.
        </p>
      )}
    </section>
  )
}

/** Take the focus, and give it back to where it was when the panel goes. */
function useFocusWithin() {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      const lost = document.activeElement === document.body
      if (lost && before instanceof HTMLElement) before.focus()
    }
  }, [])
  return panel
}

const AFTER = { off: 'all', all: 'one', one: 'off' } as const
const REPEAT_WORDS = {
  off: 'Repeat: off',
  all: 'Repeat: the whole queue',
  one: 'Repeat: this track',
}

function Tools() {
  const { queue, index, track, shuffle, repeat, toggleShuffle, setRepeat } = usePlayer()
  const [saving, setSaving] = useState(false)
  const RepeatIcon = repeat === 'one' ? Repeat1 : Repeat
  const look = (on: boolean) =>
    ({ variant: on ? 'light' : 'subtle', color: on ? 'iris' : 'gray', size: 34 }) as const
  return (
    <div className={classes.tools}>
      <ActionIcon
        {...look(shuffle)}
        aria-label="Shuffle"
        title="Shuffle"
        aria-pressed={shuffle}
        onClick={() => toggleShuffle()}
      >
        <Shuffle size={17} />
      </ActionIcon>
      <ActionIcon
        {...look(repeat !== 'off')}
        aria-label={REPEAT_WORDS[repeat]}
        title={REPEAT_WORDS[repeat]}
        onClick={() => setRepeat(AFTER[repeat])}
      >
        <RepeatIcon size={17} />
      </ActionIcon>
      <span className="visually-hidden" role="status">
        {REPEAT_WORDS[repeat]}
      </span>
      {queue && !track?.url && (
        <Button
          size="xs"
          variant="default"
          ml="auto"
          leftSection={<ListPlus size={15} />}
          onClick={() => setSaving(true)}
        >
          Save as playlist
        </Button>
      )}
      {queue && index + 1 < queue.length && (
        <Button size="xs" variant="default" onClick={clearQueue}>
          Clear
        </Button>
      )}
      {queue && (
        <SavePlaylistDialog
          suggestion="Queue"
          count={Math.min(queue.length, LONGEST_PLAYLIST)}
          description={`Saved from the queue: ${queue.label}`}
          itemsOf={() => playlistItemsOf(queue)}
          opened={saving}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  )
}

function Now() {
  const { queue, index, track } = usePlayer()
  if (!track) return null
  return (
    <>
      <div className={classes.now}>
        <TrackTile seed={track.artist || track.title} size={40} />
        <div className={classes.words}>
          <span className={classes.title} data-playing>
            {track.title}
          </span>
          <span className={classes.dim}>{track.artist || 'Unknown artist'}</span>
        </div>
      </div>
      {queue && (
        <p className={classes.note}>
          From {queue.label}: {formatCount(index + 1)} of {formatNumberOf(queue.length, 'track')}
        </p>
      )}
    </>
  )
}
