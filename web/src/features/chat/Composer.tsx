import { Button, NativeSelect, Textarea } from '@mantine/core'
import { SendHorizontal, Square } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, type Ref, useState } from 'react'
import classes from './Chat.module.css'
import type { ChatMode } from './chatQueries'

const LONGEST_TEXT = 2000
const MODE_NAMES: Record<ChatMode, string> = {
  auto: 'By itself',
  words: 'Built-in parser',
  plan: 'Language model: plan',
  sql: 'Language model: SQL',
}
/** Without a language model there is nothing to choose: both of these are the parser. */
const WITHOUT_MODEL: readonly ChatMode[] = ['auto', 'words']

interface ComposerProps {
  ref: Ref<HTMLTextAreaElement>
  asking: boolean
  modes: readonly ChatMode[]
  mode: ChatMode
  onMode: (mode: ChatMode) => void
  onSend: (text: string) => void
  onStop: () => void
}

/** Write what to ask: Enter sends it, Shift and Enter begin a new line. */
export function Composer({ ref, asking, modes, mode, onMode, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState('')
  const words = text.trim()
  const send = () => {
    if (!words || asking) return
    onSend(words)
    setText('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a letter, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const choosable = modes.some((one) => !WITHOUT_MODEL.includes(one))
  return (
    <form className={classes.composer} onSubmit={submit}>
      <Textarea
        ref={ref}
        className={classes.field}
        aria-label="Ask for music"
        placeholder="Calm piano for the evening, nothing with drums"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={LONGEST_TEXT}
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {choosable && (
        <NativeSelect
          aria-label="Understood by"
          value={mode}
          data={modes.map((value) => ({ value, label: MODE_NAMES[value] }))}
          onChange={(event) => onMode(event.currentTarget.value as ChatMode)}
        />
      )}
      {asking ? (
        <Button variant="default" leftSection={<Square size={14} />} onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button type="submit" leftSection={<SendHorizontal size={16} />} disabled={!words}>
          Ask
        </Button>
      )}
    </form>
  )
}
