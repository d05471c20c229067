import { Button, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioWaveform, Lock } from 'lucide-react'
import { useEffect } from 'react'
import { DemoDoor } from './DemoDoor'
import { FolderDoor } from './FolderDoor'
import { WelcomeDoor } from './WelcomeDoor'
import classes from './WelcomePage.module.css'
import { MakePicture } from './WelcomePictures'

/** Greet who has just installed Menura with the three things one may do first. */
export function WelcomeDoors() {
  useEffect(() => {
    document.title = 'Welcome · Menura'
  }, [])
  return (
    <div className={classes.welcome}>
      <header className={classes.greeting}>
        <span className={classes.mark}>
          <AudioWaveform size={28} aria-hidden="true" />
        </span>
        <Title order={1} size="h2">
          Welcome to Menura
        </Title>
        <p className={classes.words}>
          It listens to music, finds what sounds alike, and makes music of its own. Where shall it
          begin?
        </p>
      </header>
      <div className={classes.doors}>
        <FolderDoor />
        <DemoDoor />
        <WelcomeDoor
          picture={<MakePicture />}
          title="Make a track"
          words="Write a sentence. Menura composes, plays and masters it, stem by stem, on this machine."
        >
          <Button size="md" fullWidth variant="default" component={Link} to="/studio">
            Go to the studio
          </Button>
        </WelcomeDoor>
      </div>
      <p className={classes.promise}>
        <Lock size={15} aria-hidden="true" />
        Music files are only read, and nothing leaves this machine.
      </p>
    </div>
  )
}
