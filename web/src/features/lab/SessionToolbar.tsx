import { Button, Kbd, Switch } from '@mantine/core'
import { Filter, Plus } from 'lucide-react'
import { useState } from 'react'
import { lazyDialog } from '../../ui/lazyDialog'
import { CountMenu } from './CountMenu'
import { useLab } from './labContext'
import { useLabSettings } from './labSettings'
import classes from './SessionView.module.css'

const MostDifferentDialog = lazyDialog(
  async () => (await import('./MostDifferentDialog')).MostDifferentDialog,
)

/** What concerns a session as a whole: more of it, less of it, how to listen to it. */
export function SessionToolbar() {
  const { session, most, make, asking } = useLab()
  const [choosing, setChoosing] = useState(false)
  const { equallyLoud, playOnHover, setEquallyLoud, setPlayOnHover } = useLabSettings()
  return (
    <section className={classes.toolbar} aria-label="Session">
      <div className={classes.buttons}>
        <CountMenu
          most={most}
          loading={asking}
          leftSection={<Plus size={16} />}
          onChoose={(count) => make({ kind: 'again' }, count)}
        >
          Another batch
        </CountMenu>
        <Button
          variant="default"
          leftSection={<Filter size={16} />}
          onClick={() => setChoosing(true)}
        >
          Keep the most different
        </Button>
      </div>
      <Switch
        label="Equally loud"
        title="Clips are turned down until all are as loud as each other: louder must not win"
        checked={equallyLoud}
        onChange={(event) => setEquallyLoud(event.currentTarget.checked)}
      />
      <Switch
        label="Play on hover"
        title="A clip sounds while the pointer is on it"
        checked={playOnHover}
        onChange={(event) => setPlayOnHover(event.currentTarget.checked)}
      />
      <span className={classes.hint}>
        <Kbd size="xs">1</Kbd>–<Kbd size="xs">6</Kbd> play, <Kbd size="xs">A</Kbd>{' '}
        <Kbd size="xs">B</Kbd> compare the last two, arrows move
      </span>
      <MostDifferentDialog session={session} opened={choosing} onClose={() => setChoosing(false)} />
    </section>
  )
}
