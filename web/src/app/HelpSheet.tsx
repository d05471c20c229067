import { Modal } from '@mantine/core'
import { ShortcutList } from '../ui/ShortcutList'

/** List what the keyboard can do. */
export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="lg" centered>
      <ShortcutList />
    </Modal>
  )
}
