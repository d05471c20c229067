import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { FolderOpen } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { pathProblem, useAddFolder } from '../../ui/addFolder'
import { lazyDialog } from '../../ui/lazyDialog'
import { WelcomeDoor } from './WelcomeDoor'
import classes from './WelcomePage.module.css'
import { FolderPicture } from './WelcomePictures'

const AddFolderDialog = lazyDialog(
  async () => (await import('../../ui/AddFolderDialog')).AddFolderDialog,
)

/** Begin with music that is there: in a folder, or on a server. */
export function FolderDoor() {
  const [path, setPath] = useState('')
  const [browsing, setBrowsing] = useState(false)
  const adding = useAddFolder()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(path.trim())
  }
  return (
    <WelcomeDoor
      picture={<FolderPicture />}
      title="Add a folder of music"
      words={
        <>
          On the machine that Menura runs on. Is it on a server?{' '}
          <Link to="/sources" search={{ add: 'server' }}>
            Connect a music server
          </Link>
          : Navidrome, Jellyfin, Emby, Lyrion, Plex, MPD.
        </>
      }
    >
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          size="md"
          label="Folder"
          placeholder="/home/you/Music"
          value={path}
          error={pathProblem(adding.error)}
          onChange={(event) => {
            adding.reset()
            setPath(event.currentTarget.value)
          }}
        />
        <Button size="md" type="submit" loading={adding.isPending} disabled={!path.trim()}>
          Add and scan
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={<FolderOpen size={18} />}
          onClick={() => setBrowsing(true)}
        >
          Browse…
        </Button>
      </form>
      <AddFolderDialog
        opened={browsing}
        startPath={path.trim()}
        onClose={() => setBrowsing(false)}
      />
    </WelcomeDoor>
  )
}
