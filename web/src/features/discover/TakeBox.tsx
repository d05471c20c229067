import { ActionIcon } from '@mantine/core'
import { Check } from 'lucide-react'

interface TakeBoxProps {
  title: string
  taken: boolean
  onTake: (taken: boolean) => void
}

/** Say of a track whether it is taken. */
export function TakeBox({ title, taken, onTake }: TakeBoxProps) {
  return (
    <ActionIcon
      variant={taken ? 'filled' : 'default'}
      size={30}
      aria-pressed={taken}
      aria-label={`Take ${title}`}
      title={taken ? 'Is taken' : 'Is not taken'}
      onClick={() => onTake(!taken)}
    >
      {taken && <Check size={16} />}
    </ActionIcon>
  )
}
