import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { jobQuery } from '../../api/queries'
import { CheckLine } from '../../ui/CheckLine'
import classes from './Collection.module.css'
import { keyInWords, type Stranger, strangerOf } from './collectionWords'

interface TrustStepProps {
  jobId: string
  /** What was refused: a file, or what a peer sent. */
  what: string
  pending: boolean
  onTrust: (stranger: Stranger) => void
}

/** Where a job was refused for a key nobody has confirmed: let somebody compare and trust it. */
export function TrustStep({ jobId, what, pending, onTrust }: TrustStepProps) {
  const { data: job } = useQuery({ ...jobQuery(jobId), retry: false })
  const [compared, setCompared] = useState(false)
  const stranger = strangerOf(job)
  if (!stranger) return null
  const name = stranger.name || 'the other Menura'
  return (
    <section className={classes.step} aria-label="A key nobody has confirmed">
      <h3>
        <KeyRound size={17} aria-hidden="true" />
        {what} is signed with a key that was not confirmed here
      </h3>
      <code className={classes.key}>{keyInWords(stranger.fingerprint)}</code>
      <p>
        Ask who runs {name} for the key that their collection page shows, not by the way the archive
        came. If it is the same, everything signed with it is taken in from now on.
      </p>
      <CheckLine
        name={`I have compared it: this is the key of ${name}`}
        checked={compared}
        onToggle={() => setCompared(!compared)}
      />
      <Button
        variant="default"
        disabled={!compared}
        loading={pending}
        onClick={() => onTrust(stranger)}
      >
        Trust this key and take it in
      </Button>
    </section>
  )
}
