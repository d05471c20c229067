import { Button, TextInput, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioWaveform, Ear, FolderOpen, ListMusic, Lock } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { pathProblem, useAddFolder } from '../../ui/addFolder'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './WelcomePage.module.css'

const AddFolderDialog = lazyDialog(
  async () => (await import('../../ui/AddFolderDialog')).AddFolderDialog,
)

/** Greet who has just installed Menura, with the one thing to do first. */
export function WelcomePage() {
  const [path, setPath] = useState('')
  const [browsing, setBrowsing] = useState(false)
  const adding = useAddFolder()
  useEffect(() => {
    document.title = 'Welcome · Menura'
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(path.trim())
  }
  return (
    <div className={classes.welcome} style={{ minHeight: '100%', padding: 20 }}>
      <div className={classes.card}>
        <span className={classes.mark}>
          <AudioWaveform size={34} aria-hidden="true" />
        </span>
        <Title order={1} size="h2">
          Add a folder of music
        </Title>
        <p className={classes.words}>
          Menura listens to every track once and then finds what sounds alike. Tell it where your
          music is.
        </p>
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
        <p className={classes.words}>
          Is it on a server?{' '}
          <Link to="/sources" search={{ add: 'server' }}>
            Connect a music server
          </Link>
          : Navidrome, Jellyfin, Emby, Lyrion, Plex, MPD.
        </p>
        <ul className={classes.steps}>
          <li>
            <Lock size={16} aria-hidden="true" />
            Files are only read, and nothing leaves this machine.
          </li>
          <li>
            <Ear size={16} aria-hidden="true" />
            Tempo, key, loudness and sound of every track are measured.
          </li>
          <li>
            <ListMusic size={16} aria-hidden="true" />
            Then any track leads to others like it, and to playlists.
          </li>
        </ul>
      </div>
      <AddFolderDialog
        opened={browsing}
        startPath={path.trim()}
        onClose={() => setBrowsing(false)}
      />
    </div>
  )
}
