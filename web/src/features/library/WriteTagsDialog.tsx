import { Alert, Button, Group, Modal, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FolderOpen, TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api, messageOf, type Schemas, type Track, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { FolderBrowser } from '../../ui/FolderBrowser'
import { TagOutcomes } from './TagOutcomes'
import { NOTATIONS, QUANTITIES, requestProblem, type TagRequest, toggleQuantity } from './tagForm'
import classes from './WriteTags.module.css'

interface WriteTagsDialogProps {
  track: Track
  opened: boolean
  onClose: () => void
}

/** Write what was heard into a file's tags: into a copy of it, or into itself. */
export function WriteTagsDialog({ track, opened, onClose }: WriteTagsDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Write tags of “${track.title}”`} centered>
      <WriteTagsForm track={track} onClose={onClose} />
    </Modal>
  )
}

const START: TagRequest = {
  quantities: ['bpm', 'key'],
  destination: '',
  in_place: false,
  overwrite: false,
  key_notation: 'standard',
}

function WriteTagsForm({ track, onClose }: Omit<WriteTagsDialogProps, 'opened'>) {
  const [request, setRequest] = useState(START)
  const writing = useWriteTags(track.id)
  const change = (part: Partial<TagRequest>) => {
    writing.reset()
    setRequest({ ...request, ...part })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!requestProblem(request)) writing.mutate(request)
  }
  if (writing.data) {
    return <TagOutcomes request={request} written={writing.data} onClose={onClose} />
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <fieldset className={classes.group}>
          <legend>What to write</legend>
          <div className={classes.switches}>
            {QUANTITIES.map(({ value, label }, place) => (
              <Switch
                key={value}
                data-autofocus={place === 0 || undefined}
                label={label}
                checked={request.quantities.includes(value)}
                onChange={() => change({ quantities: toggleQuantity(request.quantities, value) })}
              />
            ))}
          </div>
        </fieldset>
        {request.quantities.includes('key') && (
          <NativeSelect
            label="How to write the key"
            data={[...NOTATIONS]}
            value={request.key_notation}
            onChange={(event) =>
              change({ key_notation: event.currentTarget.value as TagRequest['key_notation'] })
            }
          />
        )}
        <Place request={request} onChange={change} />
        <Switch
          label="Replace tags that are there"
          description="Otherwise a tempo or key that the file already has is kept."
          checked={request.overwrite}
          onChange={(event) => change({ overwrite: event.currentTarget.checked })}
        />
        {writing.error && <Alert color="red">{messageOf(writing.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={request.in_place ? 'red.8' : undefined}
            loading={writing.isPending}
            disabled={requestProblem(request) !== undefined}
          >
            {request.in_place ? 'Change the file' : 'Write a copy'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PlaceProps {
  request: TagRequest
  onChange: (part: Partial<TagRequest>) => void
}

/** Choose between a changed copy and the file itself. */
function Place({ request, onChange }: PlaceProps) {
  const [browsing, setBrowsing] = useState(false)
  return (
    <>
      <NativeSelect
        label="Where"
        data={[
          { value: 'copy', label: 'Into a copy in another folder' },
          { value: 'in_place', label: 'Into the file itself' },
        ]}
        value={request.in_place ? 'in_place' : 'copy'}
        onChange={(event) =>
          onChange(
            event.currentTarget.value === 'in_place'
              ? { in_place: true, destination: null }
              : { in_place: false, destination: '' },
          )
        }
      />
      {request.in_place ? (
        <Alert
          color="yellow"
          className={classes.warning}
          icon={<TriangleAlert size={18} />}
          title="This changes your music file"
        >
          The file is replaced by one with the new tags, after that was checked. Its sound stays as
          it is, but there is no way back from here: keep a backup.
        </Alert>
      ) : (
        <>
          <div className={classes.place}>
            <TextInput
              label="Folder for the copy"
              description="On the machine that Menura runs on; it must be there already."
              placeholder="/home/you/tagged"
              value={request.destination ?? ''}
              onChange={(event) => onChange({ destination: event.currentTarget.value })}
            />
            <Button
              variant="default"
              leftSection={<FolderOpen size={16} />}
              aria-expanded={browsing}
              onClick={() => setBrowsing(!browsing)}
            >
              Browse
            </Button>
          </div>
          {browsing && (
            <FolderBrowser
              path={request.destination || null}
              onOpen={(destination) => onChange({ destination })}
            />
          )}
        </>
      )}
    </>
  )
}

function useWriteTags(trackId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: TagRequest): Promise<Schemas['TagsWrittenOut']> =>
      unwrap(
        api.POST('/api/v1/tracks/{track_id}/tags', {
          params: { path: { track_id: trackId } },
          body: { ...body, destination: body.destination?.trim() || null },
        }),
      ),
    onSuccess: (_, body) => {
      if (body.in_place) void client.invalidateQueries({ queryKey: keys.analysis(trackId) })
    },
  })
}
