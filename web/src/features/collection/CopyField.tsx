import { Button, TextInput } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import classes from './Collection.module.css'

interface CopyFieldProps {
  label: string
  hint?: string
  value: string
}

/** Show a text to be taken along; browsers let pages copy only over a safe connection. */
export function CopyField({ label, hint, value }: CopyFieldProps) {
  const [copied, setCopied] = useState(false)
  const clipboard = globalThis.navigator.clipboard as Clipboard | undefined
  const copy = async () => {
    await clipboard?.writeText(value)
    setCopied(true)
  }
  return (
    <div className={classes.copy}>
      <TextInput
        label={label}
        description={hint}
        value={value}
        readOnly
        styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 13 } }}
        onFocus={(event) => event.currentTarget.select()}
      />
      {clipboard && (
        <Button
          variant="default"
          leftSection={copied ? <Check size={15} /> : <Copy size={15} />}
          aria-label={`Copy ${label.toLowerCase()}`}
          onClick={() => void copy()}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      )}
    </div>
  )
}
