import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client'

interface ConfirmDialogProps {
  opened: boolean
  title: string
  children: ReactNode
  /** The verb on the button. */
  action: string
  pending: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

/** Ask before something is lost. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} centered>
      <Text size="sm" component="div">
        {props.children}
      </Text>
      {props.error != null && (
        <Alert color="red" mt="md">
          {messageOf(props.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          Keep it
        </Button>
        <Button color="red.8" loading={props.pending} onClick={props.onConfirm}>
          {props.action}
        </Button>
      </Group>
    </Modal>
  )
}
