import { Anchor as LinkText } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Pencil, RadioTower, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '../../ui/EmptyState'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatAge, formatMoment } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, OnSwitch, RunNowButton } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { TrackTile } from '../../ui/TrackTile'
import { type Anchor, type Radio, useEnableRadio, useRemoveRadio, useRunRadio } from './radioApi'
import { radioInWords } from './radioWords'

const RadioDialog = lazyDialog(async () => (await import('./RadioDialog')).RadioDialog)

interface RadioListProps {
  radios: readonly Radio[]
  anchors: readonly Anchor[]
}

/** List the radios: what each plays, when, and where it plays to. */
export function RadioList({ radios, anchors }: RadioListProps) {
  if (radios.length === 0) {
    return (
      <EmptyState icon={RadioTower} title="No radios yet">
        A radio is a playlist around a saved sound, an anchor; each run replaces its tracks by
        others from the same place.
        {anchors.length > 0
          ? ' Make one of an anchor below.'
          : ' First mix a sound on the Alchemy page and save it as an anchor.'}
      </EmptyState>
    )
  }
  return (
    <ItemList label="Radios">
      {radios.map((radio) => (
        <RadioRow key={radio.id} radio={radio} anchors={anchors} />
      ))}
    </ItemList>
  )
}

function RadioRow({ radio, anchors }: { radio: Radio; anchors: readonly Anchor[] }) {
  const [jobId, setJobId] = useState<string | null>(null)
  return (
    <Item
      picture={<TrackTile seed={radio.name} size={40} />}
      name={
        radio.playlist_id ? (
          <Link to="/playlists/$playlistId" params={{ playlistId: radio.playlist_id }}>
            {radio.name}
          </Link>
        ) : (
          radio.name
        )
      }
      facts={
        <>
          <Fact>{radioInWords(radio)}</Fact>
          <Fact>{whenInWords(radio)}</Fact>
        </>
      }
      buttons={<RadioButtons radio={radio} anchors={anchors} onStarted={setJobId} />}
    >
      {jobId && (
        <FollowedJob
          jobId={jobId}
          onClose={() => setJobId(null)}
          whenDone={() =>
            radio.playlist_id ? (
              <LinkText component={Link} to={`/playlists/${radio.playlist_id}`} size="sm">
                Open the new tracks of “{radio.name}”
              </LinkText>
            ) : (
              'Its playlist is made.'
            )
          }
        />
      )}
    </Item>
  )
}

function whenInWords(radio: Radio): string {
  const parts = [
    radio.last_run_at ? `ran ${formatAge(radio.last_run_at)}` : 'never ran',
    radio.next_at ? `next ${formatMoment(radio.next_at)} your time` : '',
    radio.enabled ? '' : 'off',
  ]
  const words = parts.filter(Boolean).join(' · ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

interface RadioButtonsProps {
  radio: Radio
  anchors: readonly Anchor[]
  onStarted: (jobId: string) => void
}

function RadioButtons({ radio, anchors, onStarted }: RadioButtonsProps) {
  const [editing, setEditing] = useState(false)
  const change = useEnableRadio(radio.id)
  const run = useRunRadio(radio.id, onStarted)
  const remove = useRemoveRadio(radio)
  const { name } = radio
  return (
    <>
      {radio.cron && (
        <OnSwitch
          name={name}
          label={`${name} plays by itself`}
          title="Plays by itself"
          on={radio.enabled}
          change={change}
        />
      )}
      <RunNowButton name={name} run={run} />
      <IconButton
        icon={Pencil}
        label={`Edit ${name}`}
        title="Edit"
        onClick={() => setEditing(true)}
      />
      <IconButton icon={Trash2} label={`Delete ${name}`} title="Delete" onClick={remove} />
      <RadioDialog
        radio={radio}
        anchors={anchors}
        opened={editing}
        onClose={() => setEditing(false)}
      />
    </>
  )
}
