import { Button, Group, Modal, Text } from '@mantine/core'

interface LeaveDialogProps {
  opened: boolean
  onStay: () => void
  onLeave: () => void
}

/** Ask whether changes are to be lost. */
export function LeaveDialog({ opened, onStay, onLeave }: LeaveDialogProps) {
  return (
    <Modal opened={opened} onClose={onStay} title="Leave without saving?" centered>
      <Text size="sm">What you changed here is not saved, and is lost when you leave.</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={onStay}>
          Stay
        </Button>
        <Button color="red.8" onClick={onLeave}>
          Leave without saving
        </Button>
      </Group>
    </Modal>
  )
}
