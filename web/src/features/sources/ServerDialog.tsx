import { Modal } from '@mantine/core'
import { ServerForm } from './ServerForm'

interface ServerDialogProps {
  opened: boolean
  onClose: () => void
}

/** Add a music server. */
export function ServerDialog({ opened, onClose }: ServerDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a music server" size="xl" centered>
      <ServerForm onClose={onClose} />
    </Modal>
  )
}
