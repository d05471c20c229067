import { Button } from '@mantine/core'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { CheckLine } from '../../ui/CheckLine'
import { useIntoView } from '../../ui/useIntoView'
import classes from './ServerForm.module.css'
import { fingerprintLines } from './serverWords'

interface CertificateStepProps {
  message: string
  sha256: string
  pending: boolean
  onTrust: (sha256: string) => void
}

/** Let somebody trust one certificate, who has looked at it. */
export function CertificateStep({ message, sha256, pending, onTrust }: CertificateStepProps) {
  const ref = useIntoView<HTMLElement>()
  const [compared, setCompared] = useState(false)
  return (
    <section
      ref={ref}
      className={classes.step}
      role="alert"
      aria-label="The certificate is not trusted"
    >
      <h3 className={classes.head}>
        <ShieldAlert size={18} aria-hidden="true" />
        The certificate is not trusted
      </h3>
      <p>{withoutFingerprint(message)}</p>
      <div className={classes.print}>
        <span className="visually-hidden">SHA-256 fingerprint: </span>
        {fingerprintLines(sha256).map((line) => (
          <span key={line}>{line} </span>
        ))}
      </div>
      <p>
        Compare it with what your server or its proxy shows for its own certificate (SHA-256). If
        they differ, somebody else may be answering: do not go on. Menura then trusts this one
        certificate for this source only, until it changes.
      </p>
      <CheckLine
        name="This is my server: I know this certificate"
        checked={compared}
        onToggle={() => setCompared(!compared)}
      />
      <Button
        variant="default"
        disabled={!compared}
        loading={pending}
        onClick={() => onTrust(sha256)}
      >
        Trust this certificate
      </Button>
    </section>
  )
}

/** The fingerprint stands below, where it can be read. */
function withoutFingerprint(message: string): string {
  return message.replace(/ Its SHA-256 fingerprint is [0-9A-Fa-f:]+\./, '')
}
